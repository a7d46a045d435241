// SPDX-License-Identifier: BSL-1.0
// One worker whose fibers are in every wait there is when it aborts. Prints the words of each first.
#include "support/every_wait.hpp"

#include <weft/weft.hpp>

#include <cstdio>
#include <cstdlib>

int main() {
    weft::run({.workers = 1, .time = weft::time_source::real}, [] {
        weft::test::spawn_every_wait();
        for (const auto& each : weft::test::the_waits().all) std::printf("words: %s\n", each.words);
        std::fflush(stdout);
        for (int i = 0; i < 100; ++i) weft::this_fiber::yield();
        std::abort();
    });
}
