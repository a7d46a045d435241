// SPDX-License-Identifier: BSL-1.0
// From channels to generators and back.
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class GeneratorsAndChannels : public OverWorkers {};
WEFT_OVER_WORKERS(GeneratorsAndChannels);

std::vector<int> drained(channel<int>& from) {
    std::vector<int> found;
    for (const int i : from) found.push_back(i);
    return found;
}

TEST_P(GeneratorsAndChannels, FromAChannelComeItsItemsUntilItIsClosedAndDrained) {
    run([] {
        for (const std::size_t lead : {0u, 1u, 3u}) {
            channel<int> numbers(2);
            auto producer = spawn([&] {
                for (int i = 0; i < 6; ++i) numbers.push(i);
                numbers.close();
            });
            std::vector<int> got;
            for (const int i : from_channel(numbers).prefetch(lead)) got.push_back(i);
            EXPECT_EQ(got, (std::vector{0, 1, 2, 3, 4, 5}));
            producer.join();
        }
    });
}

TEST_P(GeneratorsAndChannels, FromAChannelIsPoppedOnlyWhatIsAskedFor) {
    run([] {
        channel<int> numbers(5);
        for (int i = 0; i < 5; ++i) numbers.push(i);
        {
            auto asked = from_channel(numbers);
            EXPECT_EQ(asked.next(), 0);
            EXPECT_EQ(asked.next(), 1);
        }
        EXPECT_FALSE(numbers.is_closed());
        EXPECT_EQ(numbers.size(), 3u);
        EXPECT_EQ(numbers.pop(), 2);
    });
}

TEST_P(GeneratorsAndChannels, AGeneratorThatWaitsForAChannelClosesAtOnce) {
    run([] {
        channel<int> never(0);
        auto eager = from_channel(never);
        eager.prefetch(1);
        this_fiber::sleep_for(1s);
        const auto before = clock::now();
        eager.close();
        std::optional<int> item;
        auto lazy = from_channel(never);
        EXPECT_EQ(lazy.next_for(item, 1s), channel_status::timeout);
        lazy.close();
        EXPECT_EQ(clock::now() - before, 1s);
    });
}

TEST_P(GeneratorsAndChannels, AReceiverAndAQueueAreSourcesToo) {
    run([] {
        auto [out, in] = make_channel<std::unique_ptr<int>>(std::size_t{2});
        out.push(std::make_unique<int>(1));
        out.push(std::make_unique<int>(2));
        out.close();
        int sum = 0;
        for (std::unique_ptr<int> each : from_channel(std::move(in))) sum += *each;
        EXPECT_EQ(sum, 3);

        queue<int> jobs;
        jobs.put(4);
        jobs.shutdown();
        for (const int job : from_channel(jobs)) {
            sum += job;
            jobs.task_done();
        }
        EXPECT_EQ(sum, 7);
        jobs.join();
    });
}

TEST_P(GeneratorsAndChannels, ToAChannelGoesAllAndThenItIsClosed) {
    run([] {
        channel<int> numbers(1);
        auto producer = spawn(
            [&] { to_channel(async_generator<int>([](auto& yield) { yield.from(std::vector{1, 2, 3}); }), numbers); });
        EXPECT_EQ(drained(numbers), (std::vector{1, 2, 3}));
        producer.join();

        channel<int> more(5);
        to_channel(generator<int>([](auto& yield) { yield(4); }), more);
        EXPECT_EQ(drained(more), std::vector{4});

        channel<int> most(5);
        to_channel(std::vector{5, 6}, most);
        EXPECT_EQ(drained(most), (std::vector{5, 6}));
    });
}

TEST_P(GeneratorsAndChannels, AnErrorClosesTheChannelAndReachesTheCaller) {
    run([] {
        channel<int> numbers(5);
        EXPECT_THROW(to_channel(async_generator<int>([](auto& yield) {
                                    yield(1);
                                    throw std::runtime_error("no more");
                                }),
                                numbers),
                     std::runtime_error);
        EXPECT_TRUE(numbers.is_closed());
        EXPECT_EQ(drained(numbers), std::vector{1});
    });
}

TEST_P(GeneratorsAndChannels, AChannelThatOthersCloseEndsTheGenerator) {
    run([] {
        channel<int> numbers(0);
        bool unwound = false;
        auto producer = spawn([&] {
            EXPECT_THROW(to_channel(async_generator<int>([&](auto& yield) {
                                        struct ends {
                                            bool& unwound;
                                            ~ends() { unwound = true; }
                                        } mine{unwound};
                                        for (;;) yield(1);
                                    }),
                                    numbers),
                         channel_closed);
        });
        EXPECT_EQ(numbers.pop(), 1);
        numbers.close();
        producer.join();
        EXPECT_TRUE(unwound);
    });
}

TEST_P(GeneratorsAndChannels, RoundTrip) {
    run([] {
        channel<int> numbers(3);
        auto producer = spawn([&] {
            to_channel(async_generator<int>({.prefetch = 2},
                                            [](auto& yield) {
                                                for (int i = 0; i < 500; ++i) yield(i);
                                            }),
                       numbers);
        });
        int expected = 0;
        for (const int i : from_channel(numbers).prefetch(4)) EXPECT_EQ(i, expected++);
        EXPECT_EQ(expected, 500);
        producer.join();
    });
}

} // namespace
} // namespace weft::test
