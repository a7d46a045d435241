// SPDX-License-Identifier: BSL-1.0
// A plugin with weft inside.
#include <weft/run.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>

extern "C" [[gnu::visibility("default")]] int plugin_run() {
    int sum = 0;
    weft::run({.workers = 2}, [&] {
        auto thrower = weft::spawn([] {
            weft::this_fiber::yield();
            throw 5;
        });
        try {
            thrower.join();
        } catch (int number) {
            sum += number;
        }
    });
    return sum;
}
