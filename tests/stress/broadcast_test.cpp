// SPDX-License-Identifier: BSL-1.0
// Every subscriber of a broadcast sees every item once, all in the same order: random operations by the fibers of two
// runtimes and plain threads. WEFT_STRESS=N repeats it N times as often.
#include "support/books.hpp"
#include "support/over_workers.hpp"
#include "support/seed.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t k_pushers = 4;

/// Pushes in every way; returns how many items went out.
std::size_t push_some(broadcast<numbered>& news, std::uint32_t who, std::size_t times, std::uint64_t seed) {
    std::mt19937_64 random(seed + who);
    std::size_t pushed = 0;
    for (numbered item{who, 0}; item.number < times; ++item.number) {
        const std::chrono::microseconds time(random() % 50);
        numbered mine = item;
        switch (random() % 4) {
        case 0:
            news.push(mine);
            ++pushed;
            break;
        case 1: pushed += news.try_push(std::move(mine)) == channel_status::success; break;
        case 2: pushed += news.push_for(std::move(mine), time) == channel_status::success; break;
        default: weft::select(on_push(news, std::move(mine), [&] { ++pushed; }), after(time)); break;
        }
    }
    return pushed;
}

/// What one subscriber has seen.
struct report {
    std::size_t items = 0;
    std::uint64_t missed = 0;
    std::uint64_t sequence = 0; ///< a hash of all items in their order

    void add(numbered item) {
        ++items;
        sequence = (sequence ^ (std::uint64_t{item.producer} << 32 | item.number)) * 0x100'0000'01b3;
    }
};

/// Pops in every way until the end.
report read_all(subscription<numbered> mine, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    report all;
    in_order seen(k_pushers);
    for (bool over = false; !over;) {
        std::optional<numbered> got;
        const std::chrono::microseconds time(random() % 50);
        switch (random() % 4) {
        case 0:
            got = mine.pop();
            over = !got;
            break;
        case 1: over = mine.try_pop(got) == channel_status::closed; break;
        case 2: over = mine.pop_for(got, time) == channel_status::closed; break;
        default:
            weft::select(on_pop(mine,
                                [&](std::optional<numbered> item) {
                                    got = item;
                                    over = !item;
                                }),
                         after(time));
            break;
        }
        if (!got) continue;
        all.add(*got);
        seen.got(*got);
    }
    all.missed = mine.missed();
    return all;
}

class Broadcasts : public OverWorkersBesideThreads {
protected:
    time_limit limit{250s};

    /// Four pushers and four subscribers, of two runtimes and a plain thread each. What each subscriber saw, and how
    /// many items there were.
    std::pair<std::vector<report>, std::size_t> play(lag policy) {
        const std::uint64_t seed = seed_of_test();
        const std::size_t times = scaled(20'000);
        std::vector<report> reports(4);
        std::atomic<std::size_t> pushed = 0;
        runtime other(how());
        run([&] {
            broadcast<numbered> news(5, policy);
            latch pushers_left(k_pushers);
            const auto push = [&](std::uint32_t who) {
                pushed += push_some(news, who, who == 3 ? times / 20 : times, seed);
                pushers_left.count_down();
            };
            const auto read = [&](std::size_t who, subscription<numbered> mine) {
                reports[who] = read_all(std::move(mine), seed + 10 + who);
            };
            std::vector<fiber<void>> fibers;
            fibers.push_back(spawn([&, mine = news.subscribe()]() mutable { read(0, std::move(mine)); }));
            fibers.push_back(spawn([&, mine = news.subscribe()]() mutable { read(1, std::move(mine)); }));
            fibers.push_back(other.spawn([&, mine = news.subscribe()]() mutable { read(2, std::move(mine)); }));
            std::thread reader([&, mine = news.subscribe()]() mutable { read(3, std::move(mine)); });
            std::thread pusher([&] { push(3); });
            fibers.push_back(spawn([&] { push(0); }));
            fibers.push_back(spawn([&] { push(1); }));
            fibers.push_back(other.spawn([&] { push(2); }));
            come_and_go(news, pushers_left);
            news.close();
            for (auto& each : fibers) each.join();
            reader.join();
            pusher.join();
        });
        return {reports, pushed};
    }

private:
    /// Subscribers that take a few items and leave, until all is pushed.
    static void come_and_go(broadcast<numbered>& news, latch& pushers_left) {
        while (!pushers_left.try_wait()) {
            auto passing = news.subscribe();
            in_order seen(k_pushers);
            std::optional<numbered> got;
            for (int i = 0; i < 10; ++i)
                if (passing.pop_for(got, 10us) == channel_status::success) seen.got(*got);
        }
    }
};

TEST_P(Broadcasts, BringEverythingToEverybodyInTheSameOrder) {
    const auto [reports, pushed] = play(lag::wait);
    for (const report& each : reports) {
        EXPECT_EQ(each.items, pushed);
        EXPECT_EQ(each.missed, 0u);
        EXPECT_EQ(each.sequence, reports[0].sequence);
    }
}

TEST_P(Broadcasts, SayHowManyTheyDropped) {
    const auto [reports, pushed] = play(lag::drop_oldest);
    for (const report& each : reports) EXPECT_EQ(each.items + each.missed, pushed);
}

WEFT_OVER_REAL_WORKERS(Broadcasts);

} // namespace
} // namespace weft::test
