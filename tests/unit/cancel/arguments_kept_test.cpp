// SPDX-License-Identifier: BSL-1.0
// Whatever gives an item away and fails leaves it with the caller, who said std::move.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// Move-only, and empty once it was moved from. A broadcast wants what can be copied.
using token = std::unique_ptr<int>;
using shared_token = std::shared_ptr<int>;

/// One of each, full: whoever gives it an item waits. A broadcast is full for its one subscriber.
struct fulls {
    channel<token> items{1}, meeting{0};
    std::pair<sender<token>, receiver<token>> ends = make_channel<token>(1);
    queue<token> jobs{1};
    lifo_queue<token> last_first{1};
    priority_queue<token> least_first{1};
    broadcast<shared_token> news{1};
    subscription<shared_token> reader = news.subscribe();

    fulls() {
        items.push(std::make_unique<int>(1));
        ends.first.push(std::make_unique<int>(1));
        jobs.put(std::make_unique<int>(1));
        last_first.put(std::make_unique<int>(1));
        least_first.put(std::make_unique<int>(1));
        news.push(std::make_shared<int>(1));
    }

    void close() {
        items.close();
        meeting.close();
        ends.second.close();
        jobs.shutdown();
        last_first.shutdown();
        least_first.shutdown();
        news.close();
    }

    void make_room() {
        items.pop();
        ends.second.pop();
        static_cast<void>(jobs.get());
        static_cast<void>(last_first.get());
        static_cast<void>(least_first.get());
        reader.pop();
    }
};

/// Gives an item by std::move, throws what the operation throws or what its status says, and tells in `is_kept` whether
/// the item is still here after that.
template <class Token, class Give>
void give(bool& is_kept, Give operation) {
    Token mine = std::make_unique<int>(7);
    const auto look = [&] { is_kept = mine != nullptr && *mine == 7; };
    try {
        operation(mine);
    } catch (...) {
        look();
        throw;
    }
    look();
}

void expect_in_vain(channel_status how) { EXPECT_NE(how, channel_status::success); }

struct offer {
    const char* name;
    std::function<void(fulls&, bool&)> give; // waits; what is timed waits for an hour
};

template <class Operation>
offer of_token(const char* name, Operation operation) {
    return {name,
            [operation](fulls& of, bool& is_kept) { give<token>(is_kept, [&](token& mine) { operation(of, mine); }); }};
}

template <class Operation>
offer of_shared(const char* name, Operation operation) {
    return {name, [operation](fulls& of, bool& is_kept) {
                give<shared_token>(is_kept, [&](shared_token& mine) { operation(of, mine); });
            }};
}

const std::vector<offer>& untimed() {
    static const std::vector<offer> all{
        of_token("ChannelPush", [](fulls& of, token& mine) { of.items.push(std::move(mine)); }),
        of_token("RendezvousPush", [](fulls& of, token& mine) { of.meeting.push(std::move(mine)); }),
        of_token("SenderPush", [](fulls& of, token& mine) { of.ends.first.push(std::move(mine)); }),
        of_token("QueuePut", [](fulls& of, token& mine) { of.jobs.put(std::move(mine)); }),
        of_token("LifoQueuePut", [](fulls& of, token& mine) { of.last_first.put(std::move(mine)); }),
        of_token("PriorityQueuePut", [](fulls& of, token& mine) { of.least_first.put(std::move(mine)); }),
        of_shared("BroadcastPush", [](fulls& of, shared_token& mine) { of.news.push(std::move(mine)); }),
    };
    return all;
}

std::vector<offer> timed(any_duration most) {
    return {
        of_token("ChannelPushFor",
                 [=](fulls& of, token& mine) { expect_in_vain(of.items.push_for(std::move(mine), most)); }),
        of_token("RendezvousPushFor",
                 [=](fulls& of, token& mine) { expect_in_vain(of.meeting.push_for(std::move(mine), most)); }),
        of_token("SenderPushFor",
                 [=](fulls& of, token& mine) { expect_in_vain(of.ends.first.push_for(std::move(mine), most)); }),
        of_token("QueuePutFor",
                 [=](fulls& of, token& mine) { expect_in_vain(of.jobs.put_for(std::move(mine), most)); }),
        of_token("LifoQueuePutFor",
                 [=](fulls& of, token& mine) { expect_in_vain(of.last_first.put_for(std::move(mine), most)); }),
        of_token("PriorityQueuePutFor",
                 [=](fulls& of, token& mine) { expect_in_vain(of.least_first.put_for(std::move(mine), most)); }),
        of_shared("BroadcastPushFor",
                  [=](fulls& of, shared_token& mine) { expect_in_vain(of.news.push_for(std::move(mine), most)); }),
    };
}

std::vector<offer> all_offers() {
    std::vector<offer> all = timed(1h);
    all.insert(all.end(), untimed().begin(), untimed().end());
    return all;
}

class ArgumentsKept : public OverWorkers {};

TEST_P(ArgumentsKept, WhenTheScopeWasCancelledBefore) {
    run([] {
        for (const offer& each : all_offers()) {
            fulls of;
            of.make_room(); // it would not have to wait
            cancel_scope scope;
            scope.cancel();
            bool is_kept = false;
            EXPECT_TRUE(scope.run([&] { each.give(of, is_kept); })) << each.name;
            EXPECT_TRUE(is_kept) << each.name;
        }
    });
}

TEST_P(ArgumentsKept, WhenItIsCancelledWhileItWaits) {
    run([] {
        for (const offer& each : all_offers()) {
            fulls of;
            bool is_kept = false;
            EXPECT_TRUE(move_on_after(1ms, [&] { each.give(of, is_kept); })) << each.name;
            EXPECT_TRUE(is_kept) << each.name;
        }
    });
}

TEST_P(ArgumentsKept, WhenItIsClosed) {
    run([] {
        for (const offer& each : untimed()) {
            fulls of;
            bool is_kept = false;
            of.close();
            EXPECT_ANY_THROW(each.give(of, is_kept)) << each.name;
            EXPECT_TRUE(is_kept) << each.name;
        }
        for (const offer& each : timed(1h)) {
            fulls of;
            bool is_kept = false;
            of.close();
            each.give(of, is_kept);
            EXPECT_TRUE(is_kept) << each.name;
        }
    });
}

TEST_P(ArgumentsKept, WhenItIsClosedWhileItWaits) {
    run([] {
        for (const offer& each : untimed()) {
            fulls of;
            bool is_kept = false;
            auto closer = spawn([&] {
                this_fiber::sleep_for(1ms);
                of.close();
            });
            EXPECT_ANY_THROW(each.give(of, is_kept)) << each.name;
            EXPECT_TRUE(is_kept) << each.name;
            closer.join();
        }
    });
}

TEST_P(ArgumentsKept, WhenItsTimeIsOver) {
    run([] {
        for (const any_duration most : {any_duration(1ms), any_duration(0ms)}) {
            for (const offer& each : timed(most)) {
                fulls of;
                bool is_kept = false;
                each.give(of, is_kept);
                EXPECT_TRUE(is_kept) << each.name;
            }
        }
    });
}

TEST_P(ArgumentsKept, WhenThereIsNoRoomAndItDoesNotWait) {
    run([] {
        fulls of;
        token mine = std::make_unique<int>(7);
        shared_token ours = std::make_shared<int>(7);
        EXPECT_EQ(of.items.try_push(std::move(mine)), channel_status::full);
        EXPECT_EQ(of.ends.first.try_push(std::move(mine)), channel_status::full);
        EXPECT_EQ(of.jobs.put_nowait(std::move(mine)), channel_status::full);
        EXPECT_EQ(of.last_first.put_nowait(std::move(mine)), channel_status::full);
        EXPECT_EQ(of.least_first.put_nowait(std::move(mine)), channel_status::full);
        EXPECT_EQ(of.news.try_push(std::move(ours)), channel_status::full);
        EXPECT_EQ(*mine + *ours, 14);
    });
}

TEST_P(ArgumentsKept, WhenTheOneOutcomeIsThereAlready) {
    run([] {
        token mine = std::make_unique<int>(7);
        promise<token> made;
        made.set_value(nullptr);
        EXPECT_THROW(made.set_value(std::move(mine)), std::future_error);
        auto [give, take] = make_one_shot<token>();
        EXPECT_TRUE(give.push(nullptr));
        EXPECT_FALSE(give.push(std::move(mine)));
        EXPECT_EQ(*mine, 7);
    });
}

TEST_P(ArgumentsKept, ButNotAfterSuccess) {
    run([] {
        fulls of;
        token mine = std::make_unique<int>(7);
        auto popper = spawn([&] {
            this_fiber::sleep_for(1ms);
            of.items.pop();
            return of.items.pop();
        });
        of.items.push(std::move(mine)); // it waits until the first pop makes room
        EXPECT_EQ(mine, nullptr);
        EXPECT_EQ(**popper.join(), 7);
    });
}

TEST_P(ArgumentsKept, ACopyIsGivenOfWhatIsNotMoved) {
    run([] {
        const std::string text = "text";
        channel<std::string> words(8);
        queue<std::string> jobs;
        broadcast<std::string> news(8);
        auto reader = news.subscribe();
        auto [out, in] = make_channel<std::string>(8);
        words.push(text);
        jobs.put(text);
        news.push(text);
        out.push(text);
        EXPECT_EQ(text, "text");
        EXPECT_EQ(*words.pop() + jobs.get() + *reader.pop() + *in.pop(), "texttexttexttext");
    });
}

TEST_P(ArgumentsKept, BracesAndConversionsMakeAnItem) {
    run([] {
        channel<std::pair<int, std::string>> pairs(8);
        pairs.push({1, "one"});
        EXPECT_EQ(pairs.pop()->second, "one");
        queue<std::string> jobs;
        jobs.put("job");
        jobs.put({'a', 'b'});
        EXPECT_EQ(jobs.get(), "job");
        EXPECT_EQ(jobs.get(), "ab");
        broadcast<std::string> news(8);
        auto reader = news.subscribe();
        news.push("new");
        news.push({});
        EXPECT_EQ(*reader.pop() + *reader.pop(), "new");
    });
}

WEFT_OVER_WORKERS(ArgumentsKept);

} // namespace
} // namespace weft::test
