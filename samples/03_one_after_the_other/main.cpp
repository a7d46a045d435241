// SPDX-License-Identifier: BSL-1.0
// Five tasks joined as soon as they are spawned take five seconds.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <cstdio>

int number(int n) {
    std::printf("start %d\n", n);
    weft::this_fiber::sleep_for(std::chrono::seconds(1));
    return n;
}

int main() {
    weft::run({.workers = 1, .order = weft::order::fifo}, [] {
        const samples::stopwatch watch;
        for (int n = 1; n <= 5; ++n) std::printf("%d\n", weft::spawn([n] { return number(n); }).join());
        std::printf("%.1f s\n", watch.seconds());
    });
}
