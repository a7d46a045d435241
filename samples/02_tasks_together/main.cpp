// SPDX-License-Identifier: BSL-1.0
// Five tasks of one second each take one second together.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <cstdio>
#include <vector>

int number(int n) {
    std::printf("start %d\n", n);
    weft::this_fiber::sleep_for(std::chrono::seconds(1));
    return n;
}

int main() {
    weft::run({.workers = 1, .order = weft::order::fifo}, [] {
        const samples::stopwatch watch;
        std::vector<weft::fiber<int>> tasks;
        for (int n = 1; n <= 5; ++n) tasks.push_back(weft::spawn([n] { return number(n); }));
        for (weft::fiber<int>& task : tasks) std::printf("%d\n", task.join());
        std::printf("%.1f s\n", watch.seconds());
    });
}
