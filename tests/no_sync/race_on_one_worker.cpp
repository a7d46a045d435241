// SPDX-License-Identifier: BSL-1.0
// Two fibers of one worker write a number that nothing orders. Where a switch orders nothing, ThreadSanitizer must say
// so.
#include <weft/weft.hpp>

int main() {
    weft::run({.workers = 1}, [] {
        int number = 0;
        const auto write_twice = [&] {
            ++number;
            weft::this_fiber::yield();
            ++number;
        };
        auto first = weft::spawn(write_twice);
        auto second = weft::spawn(write_twice);
        weft::this_fiber::yield();
        first.join();
        second.join();
    });
}
