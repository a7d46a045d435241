// SPDX-License-Identifier: BSL-1.0
// Powers of two, one each tenth of a second; then only some of them.
#include "../support/stackless_async.hpp"
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <ranges>

using namespace std::chrono_literals;

namespace stackful {

// It waits itself; whoever asks for a power does not see that.
weft::generator<int> powers(int n) {
    return weft::generator<int>([n](auto& yield) {
        for (int i = 0; i < n; ++i) {
            weft::this_fiber::sleep_for(100ms);
            yield(1 << i);
        }
    });
}

} // namespace stackful

bool is_wanted(int power) { return power % 3 != 1; }

void print(int power) { std::printf(" %d", power); }

namespace stackless {

// A coroutine that waits needs a loop to wait in, and another type than one that does not.
stackless_async_generator<int> powers(stackless_loop& loop, int n) {
    for (int i = 0; i < n; ++i) {
        co_await loop.sleep_until(weft::clock::now() + 100ms);
        co_yield 1 << i;
    }
}

// It goes through no filter but one that waits for it.
stackless_async_generator<int> wanted_of(stackless_async_generator<int> all) {
    while (const auto power = co_await all.next())
        if (is_wanted(*power)) co_yield *power;
}

stackless_task print_all(stackless_async_generator<int> powers) {
    while (const auto power = co_await powers.next()) print(*power);
}

} // namespace stackless

int main() {
    weft::run([] {
        const samples::stopwatch watch;
        const auto print_time = [&] { std::printf("\n  at %.1f s\n", watch.seconds()); };

        std::printf("stackful:");
        for (const int power : stackful::powers(10)) print(power);
        print_time();
        std::printf("stackful, filtered:");
        for (const int power : stackful::powers(10) | std::views::filter(is_wanted)) print(power);
        print_time();

        stackless_loop loop;
        std::printf("stackless:");
        loop.run(stackless::print_all(stackless::powers(loop, 10)));
        print_time();
        std::printf("stackless, filtered:");
        loop.run(stackless::print_all(stackless::wanted_of(stackless::powers(loop, 10))));
        print_time();
    });
}
