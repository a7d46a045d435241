// SPDX-License-Identifier: BSL-1.0
// The examples of docs/generators.md on async generators and adapters, on virtual time.
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class AsyncGeneratorGuide : public OverWorkers {};
WEFT_OVER_WORKERS(AsyncGeneratorGuide);

struct page {
    int number;
};
page fetch(int number) {
    this_fiber::sleep_for(1s);
    return {number};
}
void print(const page&) { this_fiber::sleep_for(1s); }

// begin: pages
weft::async_generator<page> pages(int n) {
    return weft::async_generator<page>([n](auto& yield) {
        for (int i = 1; i <= n; ++i) yield(fetch(i)); // a second each
    });
}
// end: pages

TEST_P(AsyncGeneratorGuide, Prefetch) {
    run([] {
        const auto begun = clock::now();
        // begin: prefetch
        for (const page& each : pages(10).prefetch(2)) print(each); // a second each: 11 s in all, not 20
        // end: prefetch
        EXPECT_EQ(clock::now() - begun, 11s);
    });
}

TEST_P(AsyncGeneratorGuide, Listening) {
    run([] {
        weft::channel<std::string> lines(8);
        // begin: closing
        auto shouted = weft::async_generator<std::string>([&](auto& yield) {
            bool is_over = false;
            while (!is_over)
                weft::select(weft::on_event(yield.closing(), [&] { is_over = true; }),
                             weft::on_pop(lines, [&](std::optional<std::string>&& line) {
                                 if (line) yield(*line + "!");
                                 is_over = !line;
                             }));
        });
        // end: closing
        lines.push("hello");
        EXPECT_EQ(shouted.next(), "hello!");
        std::optional<std::string> line;
        EXPECT_EQ(shouted.next_for(line, 1s), channel_status::timeout);
        const auto before = clock::now();
        shouted.close();
        EXPECT_EQ(clock::now(), before);
    });
}

struct row {
    int id;
};
struct table {
    std::vector<std::size_t> inserted;
    void insert(const std::vector<row>& rows) { inserted.push_back(rows.size()); }
};

TEST_P(AsyncGeneratorGuide, Adapters) {
    run([] {
        const auto events = [](int begin) {
            return async_generator<int>([begin](auto& yield) {
                for (int i = begin; i < begin + 100; ++i) {
                    this_fiber::sleep_for(10ms);
                    yield(i);
                }
            });
        };
        table measurements;
        // begin: adapters
        namespace adapt = weft::adapt;
        auto all = adapt::merge(events(0), events(1000)) | adapt::filter([](int id) { return id % 2 == 0; }) |
                   adapt::map([](int id) { return row{id}; }) | adapt::batch(50, 1s) | adapt::buffer(2);
        for (const std::vector<row>& rows : all) measurements.insert(rows);
        // end: adapters
        EXPECT_EQ(measurements.inserted, (std::vector<std::size_t>{50, 50}));
    });
}

TEST_P(AsyncGeneratorGuide, Channels) {
    run([] {
        std::vector<int> seen;
        // begin: channels
        weft::channel<int> numbers(4);
        auto producer = weft::spawn([&] {
            weft::to_channel(weft::generator<int>([](auto& yield) {
                                 for (int i = 1; i <= 5; ++i) yield(i);
                             }),
                             numbers); // and closes it
        });
        for (const int square : weft::from_channel(numbers) | weft::adapt::map([](int i) { return i * i; }))
            seen.push_back(square);
        producer.join();
        // end: channels
        EXPECT_EQ(seen, (std::vector{1, 4, 9, 16, 25}));
    });
}

} // namespace
} // namespace weft::test
