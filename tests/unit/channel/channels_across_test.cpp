// SPDX-License-Identifier: BSL-1.0
// Channels of every kind, broadcasts, queues and select let the fibers of two runtimes and a plain thread meet,
// timeouts included.
#include "support/across.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class ChannelsAcross : public Across {
protected:
    static constexpr int k_rounds = 40;

    /// A number goes round: each side pops it from its channel and pushes it, plus one, to the next one's.
    template <class Channel, class Push, class Pop>
    void goes_round(std::array<Channel, k_sides> ring, Push push, Pop pop) {
        everywhere([&](side where) {
            auto& mine = *ring[static_cast<std::size_t>(number(where))];
            auto& next = *ring[static_cast<std::size_t>((number(where) + 1) % k_sides)];
            for (int round = 0; round < k_rounds; ++round) {
                if (where == side::here) push(next, k_sides * round + 1);
                const int got = pop(mine);
                EXPECT_EQ(got, k_sides * round + (where == side::here ? k_sides : number(where)));
                if (where != side::here) push(next, got + 1);
            }
        });
    }

    /// Three channels of one kind.
    template <class Capacity>
    static auto ring_of(Capacity capacity) {
        const auto one = [&] { return std::make_shared<channel<int>>(capacity); };
        return std::array{one(), one(), one()};
    }

    template <class Push, class Pop>
    void goes_round_in_every_kind(Push push, Pop pop) {
        for (const std::size_t capacity : {0u, 1u, 3u}) goes_round(ring_of(capacity), push, pop);
        goes_round(ring_of(unbounded), push, pop);
    }
};

TEST_P(ChannelsAcross, PushAndPopMeet) {
    goes_round_in_every_kind([](channel<int>& to, int item) { to.push(item); },
                             [](channel<int>& from) { return from.pop().value(); });
}

TEST_P(ChannelsAcross, TimeoutsLoseNothing) {
    goes_round_in_every_kind(
        [](channel<int>& to, int item) {
            while (to.push_for(std::move(item), 20us) != channel_status::success) {}
        },
        [](channel<int>& from) {
            int got = 0;
            while (from.pop_for(got, 20us) != channel_status::success) {}
            return got;
        });
}

TEST_P(ChannelsAcross, SelectsMeet) {
    goes_round_in_every_kind(
        [](channel<int>& to, int item) {
            channel<int> never(0);
            while (weft::select(on_push(to, item), on_pop(never), after(20us)) != 0) {}
        },
        [](channel<int>& from) {
            channel<int> never(0);
            std::optional<int> got;
            while (!got)
                weft::select(on_pop(from, [&](std::optional<int> item) { got = item; }), on_push(never, 1),
                             after(20us));
            return *got;
        });
}

TEST_P(ChannelsAcross, CloseReachesAll) {
    for (const std::size_t capacity : {0u, 2u}) {
        channel<int> numbers(capacity);
        latch all(k_sides);
        everywhere([&](side where) {
            all.arrive_and_wait();
            if (where == side::other_runtime) numbers.close();
            EXPECT_EQ(numbers.pop(), std::nullopt);
            EXPECT_THROW(numbers.push(1), channel_closed);
        });
    }
}

TEST_P(ChannelsAcross, EndsCloseTheirChannel) {
    auto [out, in] = make_channel<int>(2);
    std::array<sender<int>, k_sides> outs{sender<int>(), out, std::move(out)};
    int sum = 0;
    everywhere([&](side where) {
        if (where == side::here) {
            for (const int item : in) sum += item;
            return;
        }
        sender<int> mine = std::move(outs[static_cast<std::size_t>(number(where))]);
        for (int i = 1; i <= k_rounds; ++i) mine.push(i);
    });
    EXPECT_EQ(sum, 2 * (k_rounds * (k_rounds + 1) / 2));
}

TEST_P(ChannelsAcross, OneShotsBringTheirValue) {
    std::vector<std::pair<one_shot_sender<int>, one_shot_receiver<int>>> all;
    for (int round = 0; round < k_rounds; ++round) all.push_back(make_one_shot<int>());
    everywhere([&](side where) {
        for (int round = 0; round < k_rounds; ++round) {
            auto& [give, take] = all[static_cast<std::size_t>(round)];
            if (round % 3 == number(where)) {
                EXPECT_TRUE(give.push(int(round)));
            }
            if ((round + 1) % 3 == number(where)) {
                EXPECT_EQ(take.pop(), round);
            }
        }
    });
}

TEST_P(ChannelsAcross, BroadcastsReachAll) {
    broadcast<int> news(3);
    std::array<subscription<int>, 2> readers{news.subscribe(), news.subscribe()};
    everywhere([&](side where) {
        if (where == side::here) {
            for (int i = 0; i < k_rounds; ++i) news.push(i);
            news.close();
            return;
        }
        subscription<int> mine = std::move(readers[static_cast<std::size_t>(number(where) - 1)]);
        int next = 0;
        for (std::optional<int> got; next < k_rounds;)
            if (mine.pop_for(got, 20us) == channel_status::success) {
                EXPECT_EQ(*got, next++);
            }
        EXPECT_EQ(mine.pop(), std::nullopt);
    });
}

TEST_P(ChannelsAcross, QueuesOfEveryKindAreWorkedOff) {
    const auto works_off = [&](auto& jobs) {
        std::atomic<int> sum = 0;
        everywhere([&](side where) {
            if (where == side::here) {
                for (int i = 1; i <= k_rounds; ++i) jobs.put(i);
                jobs.join();
                EXPECT_EQ(sum, k_rounds * (k_rounds + 1) / 2);
                jobs.shutdown();
                return;
            }
            for (std::optional<int> job;;) {
                const channel_status how = jobs.get_for(job, 20us);
                if (how == channel_status::closed) return;
                if (how != channel_status::success) continue;
                sum += *job;
                jobs.task_done();
            }
        });
    };
    weft::queue<int> fifo(2), endless;
    lifo_queue<int> lifo(2);
    priority_queue<int> heap(2);
    works_off(fifo);
    works_off(endless);
    works_off(lifo);
    works_off(heap);
}

WEFT_OVER_REAL_WORKERS(ChannelsAcross);

} // namespace
} // namespace weft::test
