// SPDX-License-Identifier: BSL-1.0
// Shows the time every second until a deadline, and does not drift although showing it takes time.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;

void show(const samples::stopwatch& watch) {
    std::printf("%.1f s\n", watch.seconds());
    weft::this_fiber::sleep_for(300ms); // a slow display
}

int main() {
    weft::run([] {
        const samples::stopwatch watch;
        auto next = weft::clock::now();
        const auto deadline = next + 4500ms;
        while (next < deadline) {
            show(watch);
            weft::this_fiber::sleep_until(next += 1s); // sleep_for(1s) would come 0.3 s later each time
        }
        std::printf("done\n");
    });
}
