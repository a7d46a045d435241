// SPDX-License-Identifier: BSL-1.0
// An item of a broadcast that nobody had taken, as its last subscriber had left, was destroyed under the broadcast's
// lock by the push that took its place: a destructor that used the broadcast never ended.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace weft::test {
namespace {

class BroadcastLeftItem : public OverWorkers {};

/// An item whose end looks at the broadcast it was pushed to.
template <class Note>
std::shared_ptr<int> looking_at(broadcast<std::shared_ptr<int>>& news, Note note) {
    return {new int(1), [&news, note](const int* item) {
                delete item;
                note(news.subscribers());
            }};
}

TEST_P(BroadcastLeftItem, MayUseTheBroadcastInItsDestructor) {
    run([] {
        std::optional<std::size_t> seen;
        const auto note = [&seen](std::size_t subscribers) { seen = subscribers; };
        broadcast<std::shared_ptr<int>> news(1);
        {
            const auto leaves = news.subscribe();
            news.push(looking_at(news, note));
        }
        auto stays = news.subscribe();
        news.push(std::make_shared<int>(2));
        EXPECT_EQ(seen, 1u);
        EXPECT_EQ(**stays.pop(), 2);
    });
}

TEST_P(BroadcastLeftItem, MayUseItWhenAPushThatWaitedTakesItsPlace) {
    run([] {
        std::optional<std::size_t> seen;
        const auto note = [&seen](std::size_t subscribers) { seen = subscribers; };
        broadcast<std::shared_ptr<int>> news(1);
        auto reads = news.subscribe();
        std::optional leaves = news.subscribe();
        news.push(looking_at(news, note));
        static_cast<void>(reads.pop());
        auto pusher = spawn([&] { news.push(std::make_shared<int>(2)); });
        this_fiber::sleep_for(std::chrono::milliseconds(1)); // it waits
        EXPECT_FALSE(seen.has_value());
        leaves.reset();
        pusher.join();
        EXPECT_EQ(seen, 1u);
        EXPECT_EQ(**reads.pop(), 2);
    });
}

WEFT_OVER_WORKERS(BroadcastLeftItem);

} // namespace
} // namespace weft::test
