// SPDX-License-Identifier: BSL-1.0
// Factorials with a second's wait in each step: ten seconds together, twenty one after the other.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <cstdio>
#include <vector>

long factorial(char name, int n) {
    long result = 1;
    for (int i = 1; i <= n; ++i) {
        std::printf("task %c: compute factorial(%d), i = %d\n", name, n, i);
        weft::this_fiber::sleep_for(std::chrono::seconds(1));
        result *= i;
    }
    std::printf("task %c: factorial(%d) = %ld\n", name, n, result);
    return result;
}

void together() {
    const samples::stopwatch watch;
    std::vector<weft::fiber<long>> tasks;
    tasks.push_back(weft::spawn([] { return factorial('A', 10); }));
    tasks.push_back(weft::spawn([] { return factorial('B', 4); }));
    tasks.push_back(weft::spawn([] { return factorial('C', 6); }));
    long sum = 0;
    for (weft::fiber<long>& task : tasks) sum += task.join();
    std::printf("together: sum %ld in %.1f s\n", sum, watch.seconds());
}

void one_after_the_other() {
    const samples::stopwatch watch;
    long sum = factorial('A', 10);
    sum += factorial('B', 4);
    sum += factorial('C', 6);
    std::printf("one after the other: sum %ld in %.1f s\n", sum, watch.seconds());
}

int main() {
    weft::run({.workers = 1, .order = weft::order::fifo}, [] {
        together();
        one_after_the_other();
    });
}
