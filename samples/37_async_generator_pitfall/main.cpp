// SPDX-License-Identifier: BSL-1.0
// Leaving a loop over an async generator: when is its connection closed, and who waits for the goodbye?
#include "../support/stackless_async.hpp"
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>

using namespace std::chrono_literals;

namespace stackful {

/// Saying goodbye takes a tenth of a second.
struct connection {
    const char* name;
    const samples::stopwatch& watch;
    ~connection() {
        weft::this_fiber::sleep_for(100ms);
        std::printf("  %.1f s: closed %s\n", watch.seconds(), name);
    }
};

weft::async_generator<int> rows(const samples::stopwatch& watch) {
    return weft::async_generator<int>([&watch](auto& yield) {
        const connection table{"table", watch};
        for (int i = 1;; ++i) {
            weft::this_fiber::sleep_for(200ms); // the network
            yield(i);
        }
    });
}

weft::async_generator<int> all_rows(const samples::stopwatch& watch) {
    return weft::async_generator<int>([&watch](auto& yield) {
        const connection database{"database", watch};
        for (const int row : rows(watch)) yield(row);
    });
}

void take_two(std::size_t prefetch) {
    const samples::stopwatch watch;
    for (const int row : all_rows(watch).prefetch(prefetch)) {
        std::printf("  %.1f s: row %d\n", watch.seconds(), row);
        if (row == 2) break;
    }
    std::printf("  %.1f s: left the loop\n", watch.seconds());
}

} // namespace stackful

namespace stackless {

/// The destructor of a coroutine's variable is a plain function: it cannot say `co_await`, so nobody waits for the
/// goodbye.
struct connection {
    const char* name;
    const samples::stopwatch& watch;
    ~connection() { std::printf("  %.1f s: dropped %s\n", watch.seconds(), name); }
};

stackless_async_generator<int> rows(stackless_loop& loop, const samples::stopwatch& watch) {
    const connection table{"table", watch};
    for (int i = 1;; ++i) {
        co_await loop.sleep_until(weft::clock::now() + 200ms);
        co_yield i;
    }
}

stackless_async_generator<int> all_rows(stackless_loop& loop, const samples::stopwatch& watch) {
    const connection database{"database", watch};
    auto inner = rows(loop, watch);
    while (const auto row = co_await inner.next()) co_yield *row;
}

stackless_task take_two(stackless_loop& loop) {
    const samples::stopwatch watch;
    {
        auto all = all_rows(loop, watch);
        while (const auto row = co_await all.next()) {
            std::printf("  %.1f s: row %d\n", watch.seconds(), *row);
            if (*row == 2) break;
        }
    }
    std::printf("  %.1f s: left the loop\n", watch.seconds());
}

} // namespace stackless

int main() {
    weft::run([] {
        std::printf("stackful\n");
        stackful::take_two(0);
        std::printf("stackful, one row ahead\n");
        stackful::take_two(1);
        std::printf("stackless\n");
        stackless_loop loop;
        loop.run(stackless::take_two(loop));
    });
}
