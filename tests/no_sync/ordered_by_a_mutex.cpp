// SPDX-License-Identifier: BSL-1.0
// As race_on_one_worker, and a mutex orders them: nothing must be said.
#include <weft/weft.hpp>

#include <mutex>

int main() {
    weft::run({.workers = 1}, [] {
        int number = 0;
        weft::mutex guard;
        const auto write_twice = [&] {
            for (int time = 0; time < 2; ++time) {
                const std::lock_guard lock(guard);
                ++number;
                weft::this_fiber::yield();
            }
        };
        auto first = weft::spawn(write_twice);
        auto second = weft::spawn(write_twice);
        weft::this_fiber::yield();
        first.join();
        second.join();
    });
}
