// SPDX-License-Identifier: BSL-1.0
// Producers and consumers over a queue: a full one slows the baker down, join() waits for the work, shutdown() ends it.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <numeric>
#include <optional>
#include <vector>

using namespace std::chrono_literals;

// begin: bakery
/// Bakes a loaf in 0.1 s and puts it on the counter, waiting while there is no room.
void bake(weft::queue<int>& counter, int loaves, const samples::stopwatch& watch) {
    for (int loaf = 1; loaf <= loaves; ++loaf) {
        weft::this_fiber::sleep_for(100ms);
        counter.put(loaf);
        std::printf("%.1f s: loaf %d is on the counter\n", watch.seconds(), loaf);
    }
}

/// Sells until the counter is shut down and empty.
void sell(weft::queue<int>& counter, const char* who, std::chrono::milliseconds time, const samples::stopwatch& watch) {
    try {
        for (;;) {
            const int loaf = counter.get();
            weft::this_fiber::sleep_for(time);
            std::printf("%.1f s: %s has sold loaf %d\n", watch.seconds(), who, loaf);
            counter.task_done();
        }
    } catch (const weft::queue_shut_down&) {
        std::printf("%.1f s: %s goes home\n", watch.seconds(), who);
    }
}

void bakery() {
    const samples::stopwatch watch;
    weft::queue<int> counter(2);
    auto ann = weft::spawn([&] { sell(counter, "Ann", 500ms, watch); });
    auto bob = weft::spawn([&] { sell(counter, "Bob", 800ms, watch); });
    weft::spawn([&] { bake(counter, 6, watch); }).join();
    std::printf("%.1f s: everything is baked\n", watch.seconds());
    counter.join(); // until task_done() was called for every loaf
    std::printf("%.1f s: everything is sold\n", watch.seconds());
    counter.shutdown();
    ann.join();
    bob.join();
}
// end: bakery

// begin: crowd
/// Two producers, three consumers, any number of threads: every number arrives once, and no more than four wait.
int sum_by_a_crowd(int numbers) {
    weft::queue<int> waiting(4);
    const auto produce = [&](int from) {
        for (int number = from; number <= numbers; number += 2) waiting.put(number);
    };
    const auto consume = [&] {
        int sum = 0;
        for (std::optional<int> number; waiting.get(number) == weft::channel_status::success;) sum += *number;
        return sum;
    };
    auto odd = weft::spawn([&] { produce(1); }), even = weft::spawn([&] { produce(2); });
    std::vector<weft::fiber<int>> consumers;
    for (int i = 0; i < 3; ++i) consumers.push_back(weft::spawn(consume));
    odd.join();
    even.join();
    waiting.shutdown(); // what is in it is still got
    return std::accumulate(consumers.begin(), consumers.end(), 0,
                           [](int sum, weft::fiber<int>& consumer) { return sum + consumer.join(); });
}
// end: crowd

int main() {
    weft::run({.workers = 1, .order = weft::order::fifo}, bakery);
    std::printf("1 + 2 + ... + 1000 = %d\n", weft::run([] { return sum_by_a_crowd(1'000); }));
}
