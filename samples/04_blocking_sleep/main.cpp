// SPDX-License-Identifier: BSL-1.0
// A sleep that blocks the thread stops all fibers on it: five seconds, and a report of each fiber that did it.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <cstdio>
#include <string>
#include <vector>

[[gnu::noinline]] int number(int n) { // a function of its own, so that the report can name it
    std::printf("start %d\n", n);
    samples::blocking_sleep(std::chrono::seconds(1)); // wrong on a fiber
    return n;
}

int main() {
    const auto blocked_after = std::chrono::milliseconds(samples::is_test_run() ? 5 : 100);
    weft::run({.workers = 1, .order = weft::order::fifo, .debug = true, .blocked_after = blocked_after}, [] {
        const samples::stopwatch watch;
        std::vector<weft::fiber<int>> tasks;
        for (int n = 1; n <= 5; ++n)
            tasks.push_back(weft::spawn({.name = "task " + std::to_string(n)}, [n] { return number(n); }));
        weft::this_fiber::yield(); // all of them run now, one after the other
        for (weft::fiber<int>& task : tasks) std::printf("%d\n", task.join());
        std::printf("%.1f s\n", watch.seconds());
    });
}
