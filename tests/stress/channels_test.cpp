// SPDX-License-Identifier: BSL-1.0
// Conservation: random pushes, pops, selects, timeouts and closes over channels of every capacity, by fibers and plain threads. What
// every operation reported is held against one sum: what went in came out, or is left. WEFT_STRESS=25 makes it 10^8 operations.
#include "support/over_workers.hpp"
#include "support/seed.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// What everybody reported. Every item is a different number; the sums and counts of both sides must agree.
struct ledger {
    std::atomic<std::uint64_t> pushed{0}, popped{0}, pushed_sum{0}, popped_sum{0}, operations{0};
    std::atomic<std::uint64_t> next{1};

    void push(std::uint64_t item) {
        ++pushed;
        pushed_sum += item;
    }
    void pop(std::uint64_t item) {
        ++popped;
        popped_sum += item;
    }
};

struct playground {
    channel<std::uint64_t> rendezvous{0}, one{1}, some{7}, endless{unbounded};
    ledger all;

    channel<std::uint64_t>& any(std::mt19937_64& random) {
        channel<std::uint64_t>* const choices[] = {&rendezvous, &one, &some, &endless};
        return *choices[random() % 4];
    }
};

/// One random operation, whose outcome goes into the ledger.
void act(playground& where, std::mt19937_64& random) {
    auto& items = where.any(random);
    auto& others = where.any(random);
    const auto timeout = std::chrono::microseconds(random() % 50);
    std::uint64_t item = where.all.next++;
    std::uint64_t got = 0;
    ++where.all.operations;
    const auto keep = [&](std::optional<std::uint64_t> each) {
        if (each) where.all.pop(*each);
    };
    const auto note = [&, item] { where.all.push(item); };
    switch (random() % 8) {
    case 0:
        if (items.try_push(std::move(item)) == channel_status::success) note();
        return;
    case 1:
    case 2:
        if (items.push_for(std::move(item), timeout) == channel_status::success) note();
        return;
    case 3:
        if (items.try_pop(got) == channel_status::success) where.all.pop(got);
        return;
    case 4:
    case 5:
        if (items.pop_for(got, timeout) == channel_status::success) where.all.pop(got);
        return;
    case 6: weft::select(on_pop(items, keep), on_pop(others, keep), after(timeout)); return;
    default: try { weft::select(on_push(items, std::move(item), note), on_pop(others, keep), after(timeout));
        } catch (const channel_closed&) {}
        return;
    }
}

void drain(playground& where) {
    for (auto* const each : {&where.rendezvous, &where.one, &where.some, &where.endless}) {
        each->close();
        for (const std::uint64_t item : *each) where.all.pop(item);
    }
    EXPECT_EQ(where.all.pushed, where.all.popped);
    EXPECT_EQ(where.all.pushed_sum, where.all.popped_sum);
}

class Channels : public OverWorkersBesideThreads {
protected:
    time_limit limit{250s};
};

TEST_P(Channels, ConserveItemsThroughTimeoutsSelectsAndClose) {
    const std::uint64_t seed = seed_of_test();
    const std::size_t each = scaled(40'000);
    run([&] {
        playground where;
        std::vector<fiber<void>> fibers;
        const auto play = [&](std::uint64_t who) {
            std::mt19937_64 random(seed + who);
            for (std::size_t i = 0; i < each; ++i) act(where, random);
        };
        for (std::uint64_t i = 0; i < 24; ++i) fibers.push_back(spawn([&, i] { play(i); }));
        std::atomic<int> threads_left = 2;
        std::vector<std::thread> threads;
        for (std::uint64_t i = 24; i < 26; ++i)
            threads.emplace_back([&, i] {
                std::mt19937_64 random(seed + i);
                for (std::size_t k = 0; k < each / 40; ++k) act(where, random);
                --threads_left;
            });
        for (auto& fiber : fibers) fiber.join();
        while (threads_left != 0) this_fiber::yield();
        for (auto& thread : threads) thread.join();
        drain(where);
    });
}

TEST_P(Channels, ConserveItemsWhenTheyCloseAtAnyMoment) {
    const std::uint64_t seed = seed_of_test();
    const std::size_t rounds = scaled(300);
    run([&] {
        for (std::size_t round = 0; round < rounds; ++round) {
            std::mt19937_64 rolls(seed + round);
            playground where;
            std::vector<fiber<void>> fibers;
            for (std::uint64_t i = 0; i < 6; ++i)
                fibers.push_back(spawn([&, i] {
                    std::mt19937_64 random(seed + round * 8 + i);
                    for (int k = 0; k < 40; ++k) act(where, random);
                }));
            for (std::uint64_t i = rolls() % 20; i != 0; --i) this_fiber::yield();
            where.rendezvous.close();
            where.one.close();
            where.some.close();
            for (auto& fiber : fibers) fiber.join();
            drain(where);
        }
    });
}

/// Go's TestSelectStress: two sides that meet over four channels by plain operations and by selects of all.
TEST_P(Channels, SelectsOfAllAndPlainOperationsMeet) {
    const std::size_t times = scaled(4'000);
    run([&] {
        channel<int> all[4] = {channel<int>(0), channel<int>(0), channel<int>(2), channel<int>(3)};
        std::vector<fiber<void>> fibers;
        for (auto& each : all) {
            fibers.push_back(spawn([&each, times] {
                for (std::size_t i = 0; i < times; ++i) each.push(0);
            }));
            fibers.push_back(spawn([&each, times] {
                for (std::size_t i = 0; i < times; ++i) each.pop();
            }));
        }
        fibers.push_back(spawn([&] {
            std::size_t left[4] = {times, times, times, times};
            for (std::size_t i = 0; i < 4 * times; ++i)
                --left[weft::select(when(left[0] != 0, on_push(all[0], 0)), when(left[1] != 0, on_push(all[1], 0)),
                                    when(left[2] != 0, on_push(all[2], 0)), when(left[3] != 0, on_push(all[3], 0)))];
        }));
        fibers.push_back(spawn([&] {
            std::size_t left[4] = {times, times, times, times};
            for (std::size_t i = 0; i < 4 * times; ++i)
                --left[weft::select(when(left[0] != 0, on_pop(all[0])), when(left[1] != 0, on_pop(all[1])),
                                    when(left[2] != 0, on_pop(all[2])), when(left[3] != 0, on_pop(all[3])))];
        }));
        for (auto& each : fibers) each.join();
        for (auto& each : all) EXPECT_EQ(each.size(), 0u);
    });
}

WEFT_OVER_REAL_WORKERS(Channels);

} // namespace
} // namespace weft::test
