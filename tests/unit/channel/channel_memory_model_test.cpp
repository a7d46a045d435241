// SPDX-License-Identifier: BSL-1.0
// The rows of docs/memory_model.md about channels, select, broadcasts and queues.
#include "support/happens_before.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <stop_token>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

struct rendezvous {
    channel<int> items{0};
};
struct one_slot {
    channel<int> items{1};
};
struct full_slot : one_slot {
    full_slot() { items.push(0); }
};
struct endless {
    channel<int> items{unbounded};
};

constexpr auto k_push = [](auto& o) { o.items.push(1); };
constexpr auto k_pop = [](auto& o) { o.items.pop(); };
constexpr auto k_close = [](auto& o) { o.items.close(); };

TEST_P(HappensBefore, ChannelPushToPop) { proves<one_slot>(k_push, k_pop); }
TEST_P(HappensBefore, RendezvousPushToPop) { proves<rendezvous>(k_push, k_pop); }
TEST_P(HappensBefore, UnboundedPushToPop) { proves<endless>(k_push, k_pop); }

TEST_P(HappensBefore, ChannelTryPushToTryPop) {
    proves<one_slot>([](one_slot& o) { EXPECT_EQ(o.items.try_push(1), channel_status::success); },
                     [](one_slot& o) {
                         for (int got; o.items.try_pop(got) != channel_status::success;) this_fiber::yield();
                     });
}

TEST_P(HappensBefore, ChannelPushForToPopFor) {
    proves<rendezvous>([](rendezvous& o) { EXPECT_EQ(o.items.push_for(1, 1h), channel_status::success); },
                       [](rendezvous& o) {
                           for (int got; o.items.pop_for(got, 1us) != channel_status::success;) {}
                       });
}

TEST_P(HappensBefore, ChannelPopToThePushThatNeededItsSlot) { proves<full_slot>(k_pop, k_push); }
TEST_P(HappensBefore, RendezvousPopToThePushItMet) { proves<rendezvous>(k_pop, k_push); }

TEST_P(HappensBefore, ChannelCloseToThePopThatSeesIt) {
    proves<one_slot>(k_close, [](one_slot& o) { EXPECT_EQ(o.items.pop(), std::nullopt); });
}

TEST_P(HappensBefore, ChannelCloseToThePushThatSeesIt) {
    proves<full_slot>(k_close, [](full_slot& o) { EXPECT_THROW(o.items.push(1), channel_closed); });
}

TEST_P(HappensBefore, ChannelCloseToIsClosed) {
    proves<one_slot>(k_close, [](one_slot& o) {
        while (!o.items.is_closed()) this_fiber::yield();
    });
}

TEST_P(HappensBefore, LastSenderGoesToThePopThatSeesIt) {
    struct ends {
        std::pair<sender<int>, receiver<int>> both = make_channel<int>(1);
    };
    proves<ends>([](ends& o) { o.both.first.close(); }, [](ends& o) { EXPECT_EQ(o.both.second.pop(), std::nullopt); });
}

TEST_P(HappensBefore, OneShotPushToPop) {
    struct ends {
        std::pair<one_shot_sender<int>, one_shot_receiver<int>> both = make_one_shot<int>();
    };
    proves<ends>([](ends& o) { EXPECT_TRUE(o.both.first.push(1)); },
                 [](ends& o) { EXPECT_EQ(o.both.second.pop(), 1); });
}

TEST_P(HappensBefore, SelectPushToSelectPop) {
    proves<rendezvous>([](rendezvous& o) { weft::select(on_push(o.items, 1), after(1h)); },
                       [](rendezvous& o) {
                           channel<int> never(0);
                           EXPECT_EQ(weft::select(on_pop(never), on_pop(o.items)), 1u);
                       });
}

TEST_P(HappensBefore, SelectPopToThePushItMet) {
    proves<rendezvous>([](rendezvous& o) { weft::select(on_pop(o.items), after(1h)); }, k_push);
}

TEST_P(HappensBefore, CloseToTheSelectThatSeesIt) {
    proves<rendezvous>(k_close, [](rendezvous& o) { EXPECT_EQ(weft::select(on_pop(o.items), after(1h)), 0u); });
}

TEST_P(HappensBefore, EventSetToSelect) {
    proves<event>([](event& e) { e.set(); }, [](event& e) { EXPECT_EQ(weft::select(on_event(e), after(1h)), 0u); });
}

TEST_P(HappensBefore, RequestStopToSelect) {
    proves<std::stop_source>([](std::stop_source& s) { s.request_stop(); },
                             [](std::stop_source& s) {
                                 EXPECT_EQ(weft::select(on_stop(s.get_token()), after(1h)), 0u);
                             });
}

TEST_P(HappensBefore, BodyToTheSelectThatSeesItsEnd) {
    run([] {
        for (int round = 0; round < k_rounds; ++round) {
            int news = 0;
            auto teller = spawn([&] { news = 1; });
            EXPECT_EQ(weft::select(on_join(teller), after(1h)), 0u);
            EXPECT_EQ(news, 1);
            teller.join();
        }
    });
}

struct radio {
    broadcast<int> news{1};
    subscription<int> mine{news.subscribe()};
};

TEST_P(HappensBefore, BroadcastPushToEachPop) {
    run([] {
        for (int round = 0; round < k_rounds; ++round) {
            broadcast<int> news(1);
            int value = 0;
            const auto read = [&](subscription<int> mine) {
                EXPECT_EQ(mine.pop(), 1);
                EXPECT_EQ(value, 1);
            };
            auto one = spawn([&, mine = news.subscribe()]() mutable { read(std::move(mine)); });
            auto two = spawn([&, mine = news.subscribe()]() mutable { read(std::move(mine)); });
            value = 1;
            news.push(1);
            one.join();
            two.join();
        }
    });
}

TEST_P(HappensBefore, BroadcastPopToThePushThatNeededItsPlace) {
    struct full_radio : radio {
        full_radio() { news.push(0); }
    };
    proves<full_radio>([](full_radio& o) { o.mine.pop(); }, [](full_radio& o) { o.news.push(1); });
}

TEST_P(HappensBefore, BroadcastCloseToThePopThatSeesIt) {
    proves<radio>([](radio& o) { o.news.close(); }, [](radio& o) { EXPECT_EQ(o.mine.pop(), std::nullopt); });
}

template <class Queue>
struct work {
    Queue jobs{1};
};
constexpr auto k_put = [](auto& o) { o.jobs.put(1); };
constexpr auto k_get = [](auto& o) { o.jobs.get(); };

TEST_P(HappensBefore, QueuePutToGet) {
    proves<work<weft::queue<int>>>(k_put, k_get);
    proves<work<lifo_queue<int>>>(k_put, k_get);
    proves<work<priority_queue<int>>>(k_put, k_get);
}

struct full_queue : work<weft::queue<int>> {
    full_queue() { jobs.put(1); }
};

TEST_P(HappensBefore, QueueGetToThePutThatNeededItsPlace) { proves<full_queue>(k_get, k_put); }

TEST_P(HappensBefore, QueueTaskDoneToJoin) {
    proves<full_queue>([](full_queue& o) { o.jobs.task_done(); }, [](full_queue& o) { o.jobs.join(); });
}

TEST_P(HappensBefore, QueueShutdownToTheGetThatSeesIt) {
    proves<work<weft::queue<int>>>([](auto& o) { o.jobs.shutdown(); },
                                   [](auto& o) { EXPECT_THROW(o.jobs.get(), queue_shut_down); });
}

TEST_P(HappensBefore, QueueShutdownToTheJoinThatItEnds) {
    proves<full_queue>([](full_queue& o) { o.jobs.shutdown(shutdown_how::immediate); },
                       [](full_queue& o) { o.jobs.join(); });
}

WEFT_OVER_WORKERS(HappensBefore);

} // namespace
} // namespace weft::test
