// SPDX-License-Identifier: BSL-1.0
// Two results a second, from a generator that waits in its body: stackful, as a class, as an adapter, and stackless.
#include "../support/stackless_async.hpp"
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <optional>

using namespace std::chrono_literals;

void print(const samples::stopwatch& watch, int i) { std::printf("%.1f s: %d\n", watch.seconds(), i); }

namespace stackful {

// begin: stackful
weft::async_generator<int> two_a_second(int n) {
    return weft::async_generator<int>([n](auto& yield) {
        auto due = weft::clock::now();
        for (int i = 0; i < n; ++i, due += 500ms) {
            weft::this_fiber::sleep_until(due);
            yield(i);
        }
    });
}
// end: stackful

/// The same by hand: what a generator keeps in its body's variables is written down.
class two_a_second_class {
public:
    explicit two_a_second_class(int n) : n_(n) {}

    std::optional<int> next() {
        if (i_ == n_) return std::nullopt;
        weft::this_fiber::sleep_until(due_);
        due_ += 500ms;
        return i_++;
    }

private:
    int n_;
    int i_ = 0;
    weft::clock::time_point due_ = weft::clock::now();
};

weft::async_generator<int> numbers(int n) {
    return weft::async_generator<int>([n](auto& yield) {
        for (int i = 0; i < n; ++i) yield(i);
    });
}

} // namespace stackful

namespace stackless {

stackless_async_generator<int> two_a_second(stackless_loop& loop, int n) {
    auto due = weft::clock::now();
    for (int i = 0; i < n; ++i, due += 500ms) {
        co_await loop.sleep_until(due);
        co_yield i;
    }
}

stackless_task print_all(stackless_loop& loop) {
    const samples::stopwatch watch;
    auto limited = two_a_second(loop, 4);
    while (const auto i = co_await limited.next()) print(watch, *i);
}

} // namespace stackless

int main() {
    weft::run([] {
        std::printf("stackful\n");
        const samples::stopwatch first;
        for (const int i : stackful::two_a_second(4)) print(first, i);

        std::printf("as a class\n");
        const samples::stopwatch second;
        stackful::two_a_second_class limited(4);
        while (const auto i = limited.next()) print(second, *i);

        std::printf("as an adapter\n");
        const samples::stopwatch third;
        for (const int i : stackful::numbers(4) | weft::adapt::throttle(500ms)) print(third, i);

        std::printf("stackless\n");
        stackless_loop loop;
        loop.run(stackless::print_all(loop));
    });
}
