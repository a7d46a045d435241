// SPDX-License-Identifier: BSL-1.0
// Invariant: what is pushed comes out once, oldest first for each pusher; what was written before a push happens before
// the entry's use; size() is 0 only when there was a moment without entries since the caller's own last push.
#include "model_test.hpp"

#include "queue/injector.hpp"

#include <array>

namespace weft::test {
namespace {

/// What the entries point to: a link that only the queue's lock guards.
struct item {
    model::plain<item*> link{nullptr, "an entry's link"};
    model::plain<int> payload{0, "a payload"};
};

struct item_entry {
    item* to = nullptr;
    item_entry next() const { return {to->link.get()}; }
    void set_next(item_entry behind) const { to->link.set(behind.to); }
    explicit operator bool() const noexcept { return to != nullptr; }
};

struct injector_model {
    detail::injector<item_entry> queue;
    std::array<item, 4> items;
    std::array<int, 4> got{};

    injector_model() { model::name(queue, "injector"); }

    void push(std::size_t index) {
        items[index].payload.set(static_cast<int>(index) + 1);
        queue.push({&items[index]});
    }
    std::size_t pop(std::size_t most) {
        auto chain = queue.pop_chain(most);
        std::size_t count = 0;
        std::size_t last[2] = {0, 0}; // of the items 0, 1 and of 2, 3
        while (const item_entry entry = chain.pop_front()) {
            const auto index = static_cast<std::size_t>(entry.to - items.data());
            check(entry.to->payload.take() == static_cast<int>(index) + 1, "an entry came out twice");
            check(index >= last[index / 2], "the oldest comes first");
            last[index / 2] = index;
            ++count;
        }
        return count;
    }
};

TEST(Injector, TwoPushersAndAPopper) {
    holds([] {
        injector_model shared;
        std::size_t popped = 0;
        thread("pusher 1", [&] {
            shared.push(0);
            shared.push(1);
        });
        thread("pusher 2", [&] { shared.push(2); });
        thread("popper", [&] { popped = shared.pop(2) + shared.pop(1); });
        join_all();
        check(popped + shared.pop(4) == 3, "an entry was lost");
        check(shared.queue.size() == 0, "the queue is empty in the end");
    });
}

TEST(Injector, TwoPoppersAndAPusherOfChains) {
    holds([] {
        struct state : injector_model {
            std::size_t popped[2] = {0, 0};
        } shared;
        thread("pusher", [&] {
            detail::injector<item_entry>::chain both;
            for (const std::size_t index : {0U, 1U}) {
                shared.items[index].payload.set(static_cast<int>(index) + 1);
                both.push_back({&shared.items[index]});
            }
            shared.queue.push_chain(both);
        });
        thread("popper 1", [&] { shared.popped[0] = shared.pop(1); });
        thread("popper 2", [&] { shared.popped[1] = shared.pop(2); });
        join_all();
        check(shared.popped[0] + shared.popped[1] + shared.pop(4) == 2, "an entry was lost");
    });
}

TEST(Injector, ThePusherSeesItsOwnEntry) {
    holds([] {
        injector_model shared;
        thread("pusher", [&] {
            shared.push(0);
            check(shared.queue.size() == 1, "nobody else takes it");
        });
        thread("other", [&] { static_cast<void>(shared.queue.size()); });
        join_all();
    });
}

TEST(Injector, StaleEntriesAreDropped) {
    holds([] {
        injector_model shared;
        shared.push(0);
        shared.push(1);
        std::size_t popped = 0;
        std::size_t dropped = 0;
        thread("sweeper", [&] {
            shared.queue.drop_front_while([&](item_entry entry) {
                if (entry.to != &shared.items[0]) return false;
                entry.to->payload.set(0);
                ++dropped;
                return true;
            });
        });
        thread("popper", [&] { popped = shared.pop(1); });
        join_all();
        check(dropped + popped + shared.pop(4) == 2, "an entry was lost or came twice");
    });
}

/// Whoever takes an entry for stale may end its life, and its link with it.
TEST(Injector, TheLifeOfADroppedEntryEndsAtOnce) {
    holds([] {
        injector_model shared;
        for (const std::size_t index : {0U, 1U, 2U, 3U}) shared.push(index);
        const auto drops = [&](std::size_t dropped) {
            return [&shared, dropped](item_entry entry) {
                if (entry.to != &shared.items[dropped]) return false;
                entry.to->link.set(entry.to);
                return true;
            };
        };
        shared.queue.drop_front_while(drops(0));
        shared.queue.sweep(drops(2));
        check(shared.queue.size() == 2 && shared.pop(4) == 2, "what is not stale stays");
    });
}

} // namespace
} // namespace weft::test
