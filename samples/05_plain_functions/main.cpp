// SPDX-License-Identifier: BSL-1.0
// The same five calls without any fiber: five seconds.
#include "../support/stopwatch.hpp"

#include <cstdio>

int number(int n) {
    std::printf("start %d\n", n);
    samples::blocking_sleep(std::chrono::seconds(1)); // right on a plain thread
    return n;
}

int main() {
    const samples::stopwatch watch;
    for (int n = 1; n <= 5; ++n) std::printf("%d\n", number(n));
    std::printf("%.1f s\n", watch.seconds());
}
