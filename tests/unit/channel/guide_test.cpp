// SPDX-License-Identifier: BSL-1.0
// The examples of docs/channels.md, which quotes the marked parts.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class ChannelsGuide : public OverWorkers {};
class ChannelsGuideBesideThreads : public OverWorkersBesideThreads {};

TEST_P(ChannelsGuide, NumbersGoFromFiberToFiber) {
    run([] {
        int sum = 0;
        // begin: first
        weft::channel<int> numbers(16);
        auto producer = weft::spawn([&] {
            for (int i = 1; i <= 100; ++i) numbers.push(i); // waits while sixteen are there
            numbers.close();
        });
        for (const int number : numbers) sum += number; // waits while none is there; ends when it is closed and empty
        producer.join();
        // end: first
        EXPECT_EQ(sum, 5050);
    });
}

// begin: ends
int sum_of_two_producers() {
    auto [out, in] = weft::make_channel<int>(16);
    const auto count_to = [](int last, weft::sender<int> to) {
        for (int i = 1; i <= last; ++i) to.push(i);
    }; // `to` goes here; with the last copy the channel is closed
    auto a = weft::spawn([&count_to, to = out] { count_to(10, to); });
    auto b = weft::spawn([&count_to, to = std::move(out)] { count_to(20, to); });
    int sum = 0;
    for (const int number : in) sum += number;
    return sum;
}
// end: ends

TEST_P(ChannelsGuide, TheLastSenderCloses) {
    run([] { EXPECT_EQ(sum_of_two_producers(), 55 + 210); });
}

TEST_P(ChannelsGuide, APopIsNotPatientForEver) {
    run([] {
        weft::channel<std::string> answers(1);
        const auto ask = [&] {
            // begin: timeout
            std::optional<std::string> answer;
            switch (answers.pop_for(answer, 200ms)) {
            case weft::channel_status::success: return *answer;
            case weft::channel_status::closed: return std::string("nobody will answer");
            default: return std::string("nobody has answered yet"); // timeout
            }
            // end: timeout
        };
        EXPECT_EQ(ask(), "nobody has answered yet");
        answers.push("yes");
        EXPECT_EQ(ask(), "yes");
        answers.close();
        EXPECT_EQ(ask(), "nobody will answer");
    });
}

// begin: merge
/// All numbers of both channels, as they come; ends when both are closed and empty.
std::vector<int> merge(weft::channel<int>& left, weft::channel<int>& right) {
    std::vector<int> all;
    bool more_left = true, more_right = true;
    const auto take = [&all](std::optional<int> number, bool& more) {
        if (number) all.push_back(*number);
        more = number.has_value(); // a closed channel is always ready: leave it out from now on
    };
    while (more_left || more_right)
        weft::select(weft::when(more_left, weft::on_pop(left, [&](auto number) { take(number, more_left); })),
                     weft::when(more_right, weft::on_pop(right, [&](auto number) { take(number, more_right); })));
    return all;
}
// end: merge

TEST_P(ChannelsGuide, TwoChannelsBecomeOne) {
    run([] {
        weft::channel<int> left(2), right(0);
        const auto count = [](weft::channel<int>& to) {
            for (int i = 0; i < 5; ++i) to.push(i);
            to.close();
        };
        auto a = weft::spawn([&] { count(left); }), b = weft::spawn([&] { count(right); });
        EXPECT_EQ(merge(left, right).size(), 10u);
        a.join();
        b.join();
    });
}

TEST_P(ChannelsGuide, AServiceWaitsForWhateverComesFirst) {
    run([] {
        std::vector<std::string> log;
        weft::channel<int> requests(4);
        std::stop_source stopping;
        auto client = weft::spawn([&] {
            weft::this_fiber::sleep_for(1500ms);
            requests.push(7);
            weft::this_fiber::sleep_for(500ms);
            stopping.request_stop();
        });
        const auto serve = [&](const std::stop_token& stop) {
            // begin: service
            bool stopped = false;
            while (!stopped)
                weft::select(weft::on_pop(requests, [&](std::optional<int> n) { log.push_back(std::to_string(*n)); }),
                             weft::after(1s, [&] { log.push_back("quiet"); }),
                             weft::on_stop(stop, [&] { stopped = true; }));
            // end: service
        };
        serve(stopping.get_token());
        client.join();
        EXPECT_EQ(log, (std::vector<std::string>{"quiet", "7"}));
    });
}

TEST_P(ChannelsGuide, WhoHasToWaitIsShown) {
    run([] {
        weft::channel<int> results(1);
        std::vector<int> dropped;
        const auto publish = [&](int number) {
            // begin: otherwise
            weft::select(weft::on_push(results, number), weft::otherwise([&] { dropped.push_back(number); }));
            // end: otherwise
        };
        publish(1);
        publish(2);
        EXPECT_EQ(results.pop(), 1);
        EXPECT_EQ(dropped, std::vector<int>{2});
    });
}

TEST_P(ChannelsGuide, OneValueOnce) {
    run([] {
        // begin: one_shot
        auto [give, take] = weft::make_one_shot<int>();
        auto worker = weft::spawn([end = std::move(give)]() mutable { end.push(42); }); // or goes without a push,
        const std::optional<int> answer = take.pop();                                   // and then this is empty
        // end: one_shot
        EXPECT_EQ(answer, 42);
    });
}

TEST_P(ChannelsGuide, TheLeastItemFirst) {
    run([] {
        std::vector<int> order;
        // begin: priority
        weft::priority_queue<std::pair<int, std::string>> jobs;
        jobs.put({3, "sweep"});
        jobs.put({1, "put out the fire"});
        jobs.put({2, "cook"});
        jobs.shutdown();
        std::optional<std::pair<int, std::string>> job;
        while (jobs.get(job) == weft::channel_status::success) order.push_back(job->first); // 1, 2, 3
        // end: priority
        EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
    });
}

TEST_P(ChannelsGuideBesideThreads, APlainThreadPushes) {
    run([] {
        int sum = 0;
        // begin: threads
        weft::channel<int> samples(64);
        std::thread sensor([&] {
            for (int i = 1; i <= 10; ++i) samples.push(i); // blocks this thread while the channel is full
            samples.close();
        });
        for (const int sample : samples) sum += sample; // suspends this fiber
        sensor.join();
        // end: threads
        EXPECT_EQ(sum, 55);
    });
}

WEFT_OVER_WORKERS(ChannelsGuide);
WEFT_OVER_REAL_WORKERS(ChannelsGuideBesideThreads);

} // namespace
} // namespace weft::test
