// SPDX-License-Identifier: BSL-1.0
// Conservation: random operations over channels and queues of every kind, by the fibers of two runtimes and plain
// threads, against a sequential oracle: nothing is lost or doubled, and each consumer sees the items of a producer in
// order. 4 * 10^6 operations; WEFT_STRESS=26 makes it 10^8.
#include "actor.hpp"

#include "support/over_workers.hpp"
#include "support/seed.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// Gives and takes an item everywhere now and then, so that nobody waits without end; until it is stopped.
void help(playground& where, const std::atomic<bool>& over) {
    for (; !over; this_fiber::sleep_for(20us))
        for (std::size_t i = 0; i < playground::k_places; ++i)
            where.at(i, [&](auto& each) {
                const numbered item{books::k_nobody, 0};
                std::optional<numbered> got;
                if (place::try_pop(each, got) == channel_status::success) {
                    where.all.popped(*got);
                    place::has_got(each);
                }
                if (place::try_push(each, item) == channel_status::success) where.all.pushed(item);
            });
}

void expect_nothing_unfinished(playground& where) {
    for (std::size_t i = playground::k_fifo_channels; i < playground::k_places; ++i)
        where.at(i, [](auto& each) {
            if constexpr (requires { each.join(); }) {
                EXPECT_TRUE(each.join_for(0ns));
            }
        });
}

class Conservation : public OverWorkersBesideThreads {
protected:
    static constexpr std::uint32_t k_fibers = 16, k_foreign = 8, k_threads = 2;
    static constexpr std::size_t k_actors = k_fibers + k_foreign + k_threads;

    time_limit limit{250s};
};

TEST_P(Conservation, HoldsBetweenTwoRuntimesAndThreads) {
    const std::uint64_t seed = seed_of_test();
    const std::size_t times = scaled(40'000);
    runtime other(how());
    run([&] {
        playground where(k_actors, times);
        const auto play = [&](std::uint32_t who) {
            actor self(where, who, k_actors, seed + who);
            const std::size_t turns = who < k_fibers + k_foreign ? times : times / 40;
            for (std::size_t i = 0; i < turns; ++i) self.act();
        };
        std::atomic<bool> over = false;
        auto helper = spawn([&] { help(where, over); });
        std::vector<fiber<void>> fibers;
        latch threads_left(k_threads);
        std::vector<std::thread> threads;
        for (std::uint32_t i = 0; i < k_actors; ++i)
            if (i < k_fibers)
                fibers.push_back(spawn([&, i] { play(i); }));
            else if (i < k_fibers + k_foreign)
                fibers.push_back(other.spawn([&, i] { play(i); }));
            else
                threads.emplace_back([&, i] {
                    play(i);
                    threads_left.count_down();
                });
        for (auto& fiber : fibers) fiber.join();
        threads_left.wait();
        over = true;
        helper.join();
        for (auto& thread : threads) thread.join();
        where.close();
        actor(where, 0, k_actors, seed).drain();
        where.all.expect_balanced();
        expect_nothing_unfinished(where);
    });
}

TEST_P(Conservation, HoldsWhenAllIsClosedAtAnyMoment) {
    const std::uint64_t seed = seed_of_test();
    const std::size_t rounds = scaled(300);
    constexpr std::size_t k_players = 6, k_turns = 40;
    run([&] {
        for (std::size_t round = 0; round < rounds; ++round) {
            std::mt19937_64 rolls(seed + round);
            playground where(k_players, k_turns);
            std::vector<fiber<void>> fibers;
            for (std::uint32_t i = 0; i < k_players; ++i)
                fibers.push_back(spawn([&, i] {
                    actor self(where, i, k_players, seed + round * 8 + i);
                    for (std::size_t k = 0; k < k_turns; ++k) self.act();
                }));
            for (std::uint64_t i = rolls() % 20; i != 0; --i) this_fiber::yield();
            where.close();
            for (auto& fiber : fibers) fiber.join();
            actor(where, 0, k_players, seed).drain();
            where.all.expect_balanced();
            expect_nothing_unfinished(where);
        }
    });
}

WEFT_OVER_REAL_WORKERS(Conservation);

} // namespace
} // namespace weft::test
