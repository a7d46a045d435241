// SPDX-License-Identifier: BSL-1.0
// A plain function waits, and so do its callers, a library's algorithm and a comparison among them.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <algorithm>
#include <cstdio>
#include <vector>

int plain() {
    weft::this_fiber::sleep_for(std::chrono::seconds(1)); // with co_await this line would not compile here
    return 7;
}

int caller() { return plain() * 6; }

bool slow_less(int a, int b) {
    weft::this_fiber::sleep_for(std::chrono::milliseconds(100));
    return a < b;
}

int main() {
    weft::run({.workers = 1, .order = weft::order::fifo}, [] {
        const samples::stopwatch watch;
        const int answer = caller();
        std::printf("%d after %.1f s\n", answer, watch.seconds());

        std::vector<int> numbers{3, 1, 2};
        weft::fiber<void> other = weft::spawn([] { std::printf("another fiber runs while the sort waits\n"); });
        std::sort(numbers.begin(), numbers.end(), slow_less);
        std::printf("sorted: %d %d %d\n", numbers[0], numbers[1], numbers[2]);
        other.join();
    });
}
