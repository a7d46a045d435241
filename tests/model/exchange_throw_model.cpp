// SPDX-License-Identifier: BSL-1.0
// Invariant: when an item's move throws, the exception reaches exactly the one in whose name it was moved, the item
// stays where it was, and a partner that was claimed for it goes back to the head of its line: nothing is lost, nobody
// is left asleep.
#include "model_test.hpp"

#include <weft/channel.hpp>
#include <weft/select.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

namespace weft::test {
namespace {

/// Throws when it is moved for the n-th time, once.
struct moody {
    int value = 0;
    int* moves_left = nullptr;

    explicit moody(int number, int* left = nullptr) : value(number), moves_left(left) {}
    moody(moody&& other) : value(0), moves_left(other.moves_left) {
        if (moves_left != nullptr && --*moves_left == 0) throw std::runtime_error("moody");
        value = std::exchange(other.value, 0);
    }
    moody& operator=(moody&&) = delete;
};

/// What a model counts: every exception, every item that was pushed and popped.
struct moody_model {
    channel<moody> items;
    int moves_left = 1;
    int pushed = 0;
    int popped = 0;
    int thrown = 0;

    explicit moody_model(std::size_t capacity) : items(capacity) { model::name(items, "channel"); }

    /// Tries the same item again when its move threw.
    void push(int number, int* left) {
        moody item(number, left);
        for (;;) {
            try {
                if (items.push_for(std::move(item), std::chrono::hours(1)) == channel_status::success) pushed += number;
                return;
            } catch (const std::runtime_error&) {
                ++thrown;
                check(item.value == number, "the pusher keeps its item");
            }
        }
    }

    void pop() {
        std::optional<moody> item;
        for (;;) {
            try {
                if (items.pop_for(item, std::chrono::hours(1)) == channel_status::success) popped += item->value;
                return;
            } catch (const std::runtime_error&) {
                ++thrown;
            }
        }
    }

    void check_all() {
        for (std::optional<moody> item; items.pop_for(item, std::chrono::seconds(0)) == channel_status::success;)
            popped += item->value;
        check(pushed == popped, "each item once");
        check(thrown <= 1, "one of them gets the exception");
    }
};

TEST(ExchangeThrow, FromHandToHand) {
    holds([] {
        moody_model shared(0);
        thread("pusher", [&] { shared.push(1, &shared.moves_left); });
        thread("popper", [&] { shared.pop(); });
        join_all();
        shared.check_all();
    });
}

/// The first push of the item throws, whoever waits: both wait for ever unless they are told to look again.
TEST(ExchangeThrow, WhoWasClaimedInVainWaitsAgain) {
    holds([] {
        struct state {
            channel<moody> items{std::size_t{0}};
            int moves_left = 1;
            int got = 0;
        } shared;
        thread("pusher", [&] {
            try {
                shared.items.push(moody(1, &shared.moves_left));
            } catch (const std::runtime_error&) {
                shared.items.push(moody(2));
            }
        });
        thread("popper", [&] {
            for (;;) {
                try {
                    const std::optional<moody> item = shared.items.pop();
                    check(item.has_value(), "nobody closed it");
                    shared.got = item->value;
                    shared.moves_left = 0;
                    return;
                } catch (const std::runtime_error&) {} // in its own name: the pusher waits again
            }
        });
        join_all();
        check(shared.got == 1 || shared.got == 2, "an item came");
    });
}

/// A pop makes room, and the move of the pusher that waited throws: the next one's turn has come.
TEST(ExchangeThrow, TheNextPusherIsTakenIn) {
    holds([] {
        struct state {
            channel<moody> items{std::size_t{1}};
            int moves_left = 1;
        } shared;
        shared.items.push(moody(1));
        thread("moody", [&] {
            try {
                static_cast<void>(shared.items.push_for(moody(2, &shared.moves_left), std::chrono::hours(1)));
            } catch (const std::runtime_error&) {} // or its time runs out behind the other
        });
        thread("other", [&] { shared.items.push(moody(4)); });
        check(shared.items.pop()->value == 1, "the first");
        join_all(); // no further pop helps the other
        check(shared.items.pop()->value == 4, "what did not throw came through");
    });
}

TEST(ExchangeThrow, ASelectThatWasClaimedInVainGoesOn) {
    holds([] {
        struct state {
            channel<moody> items{std::size_t{0}};
            int moves_left = 1;
            int got = 0;
        } shared;
        thread("pusher", [&] {
            try {
                shared.items.push(moody(1, &shared.moves_left));
            } catch (const std::runtime_error&) {
                shared.items.push(moody(2));
            }
        });
        thread("selector", [&] {
            while (shared.got == 0) {
                try {
                    select_ordered(on_pop(shared.items, [&](std::optional<moody>&& item) {
                        check(item.has_value(), "nobody closed it");
                        shared.got = item->value;
                        shared.moves_left = 0;
                    }));
                } catch (const std::runtime_error&) {}
            }
        });
        join_all();
        check(shared.got == 1 || shared.got == 2, "an item came");
    });
}

} // namespace
} // namespace weft::test
