// SPDX-License-Identifier: BSL-1.0
// The examples of docs/generators.md, which quotes the marked parts.
#include "support/over_workers.hpp"

#include <weft/generator.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <vector>

namespace {

// begin: function
weft::generator<int> countdown(int n) {
    return weft::generator<int>([n](auto& yield) {
        for (int i = n; i > 0; --i) yield(i);
    });
}
// end: function

// begin: tree
struct node {
    int value;
    std::unique_ptr<node> left, right;
};

void walk(const node* at, weft::yielder<int>& yield) {
    if (at == nullptr) return;
    walk(at->left.get(), yield);
    yield(at->value);
    walk(at->right.get(), yield);
}

weft::generator<int> values_of(const node& root) {
    return weft::generator<int>([&root](auto& yield) { walk(&root, yield); });
}
// end: tree

// begin: average
weft::generator<double, double, int> averages() {
    return weft::generator<double, double, int>([](auto& yield) {
        double sum = 0;
        int count = 0;
        for (double average = 0;; average = sum / count) {
            std::optional<double> next = yield(average);
            if (!next) return count; // next() instead of send(): enough
            sum += *next;
            ++count;
        }
    });
}
// end: average

class GeneratorsGuide : public weft::test::OverWorkers {};
WEFT_OVER_WORKERS(GeneratorsGuide);

TEST(GeneratorGuide, FunctionsMakeGenerators) {
    std::vector<int> all;
    for (const int i : countdown(3)) all.push_back(i);
    EXPECT_EQ(all, (std::vector{3, 2, 1}));
}

TEST(GeneratorGuide, ATreeIsWalkedByPlainRecursion) {
    node root{2, std::make_unique<node>(node{1, nullptr, nullptr}), std::make_unique<node>(node{3, nullptr, nullptr})};
    std::vector<int> all;
    for (const int value : values_of(root)) all.push_back(value);
    EXPECT_EQ(all, (std::vector{1, 2, 3}));
}

TEST(GeneratorGuide, ItemsGoThroughViews) {
    int sum = 0;
    // begin: views
    for (int square : countdown(10) | std::views::transform([](int i) { return i * i; }) | std::views::take(3))
        sum += square;
    // end: views
    EXPECT_EQ(sum, 100 + 81 + 64);
}

TEST(GeneratorGuide, ValuesGoIn) {
    // begin: send
    auto running = averages();
    running.next();                  // to the first yield
    EXPECT_EQ(running.send(10), 10); // each send() gives the next item
    EXPECT_EQ(running.send(20), 15);
    EXPECT_EQ(running.next(), std::nullopt); // the body has returned
    EXPECT_EQ(running.result(), 2);
    // end: send
}

TEST(GeneratorGuide, ABodyTidiesUpThereAndThen) {
    std::vector<std::string> log;
    // begin: cleanup
    struct file {
        std::vector<std::string>& log;
        ~file() { log.push_back("closed"); }
    };
    auto lines = [&] {
        return weft::generator<std::string>([&](auto& yield) {
            file open{log};
            for (;;) yield("a line");
        });
    };
    for (const std::string& line : lines()) {
        log.push_back(line);
        break; // destroys the generator, which unwinds its body
    }
    log.push_back("after the loop"); // a line, closed, after the loop
    // end: cleanup
    EXPECT_EQ(log, (std::vector<std::string>{"a line", "closed", "after the loop"}));
}

TEST_P(GeneratorsGuide, ABodyMayWait) {
    run([] {
        std::vector<int> seen;
        // begin: wait
        weft::channel<int> readings(8);
        auto sensor = weft::spawn([&] {
            for (int i = 0; i < 5; ++i) readings.push(i * i);
            readings.close();
        });
        auto steps = weft::generator<int>([&](auto& yield) {
            int last = 0;
            for (const int reading : readings) { // suspends the fiber that asks
                yield(reading - last);
                last = reading;
            }
        });
        for (const int step : steps) seen.push_back(step);
        sensor.join();
        // end: wait
        EXPECT_EQ(seen, (std::vector{0, 1, 3, 5, 7}));
    });
}

} // namespace
