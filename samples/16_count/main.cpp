// SPDX-License-Identifier: BSL-1.0
// Three fibers say One, wait a second and say Two: one second together, three when the waits block the thread.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <vector>

using wait = void (*)(std::chrono::nanoseconds);

void count(wait pause) {
    std::printf("One\n");
    pause(std::chrono::seconds(1));
    std::printf("Two\n");
}

void three_count(const char* how, wait pause) {
    const samples::stopwatch watch;
    std::vector<weft::fiber<void>> all;
    for (int i = 0; i < 3; ++i) all.push_back(weft::spawn([pause] { count(pause); }));
    for (weft::fiber<void>& each : all) each.join();
    std::printf("%s: %.1f s\n", how, watch.seconds());
}

int main() {
    weft::run({.workers = 1, .order = weft::order::fifo}, [] {
        three_count("suspending", [](auto time) { weft::this_fiber::sleep_for(time); });
        three_count("blocking", samples::blocking_sleep);
    });
}
