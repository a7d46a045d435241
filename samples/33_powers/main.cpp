// SPDX-License-Identifier: BSL-1.0
// Powers of two, one each tenth of a second; then only some of them.
#include "../support/stackless_generator.hpp"
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

namespace stackless {

// A generator that is a stackless coroutine cannot wait in its body: its consumer has to.
stackless_generator<int> powers(int n) {
    for (int i = 0; i < n; ++i) co_yield 1 << i;
}

} // namespace stackless

bool is_wanted(int power) { return power % 3 != 1; }

void print(int power) { std::printf(" %d", power); }

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

        std::printf("stackless:");
        for (const int power : stackless::powers(10)) {
            weft::this_fiber::sleep_for(100ms);
            print(power);
        }
        print_time();
    });
}
