// SPDX-License-Identifier: BSL-1.0
// Invariant: what the body of an async generator gives is taken once and in order, or dropped by the close. Without a
// lead the body takes a step only for a question, and is seen by nobody meanwhile; with one it is never further ahead
// than that. A close ends every wait of the body, and from then on it takes no step (a lost wake-up is a deadlock).
// What the body did before the end is seen by who finds the end.
#include "model_test.hpp"

#include <weft/detail/async_generator/closing.hpp>
#include <weft/detail/async_generator/item_flow.hpp>
#include <weft/detail/fiber/deadline.hpp>

#include <chrono>
#include <cstddef>
#include <optional>

namespace weft::test {
namespace {

using detail::attempt;
using detail::item_flow;
using detail::no_deadline;

struct generator_state {
    explicit generator_state(std::size_t lead) : flow(lead) {}

    item_flow<int> flow;
    model::plain<int> steps{0, "how many items the body has made"};

    /// The body: makes 1, 2, 3 ... until it is closed.
    void count() {
        while (flow.wait_until_due()) {
            int item = steps.get() + 1;
            steps.set(item);
            if (!flow.give(item)) return;
        }
    }

    int take() {
        flow.ask();
        std::optional<int> item;
        check(flow.take(item, no_deadline()) == attempt::done, "there is always one more");
        return *item;
    }
};

TEST(ItemFlow, WithoutALeadTheBodyRunsOnlyWhileItIsAsked) {
    holds([] {
        generator_state shared(0);
        thread("body", [&] { shared.count(); });
        for (int i = 1; i <= 2; ++i) {
            check(shared.take() == i, "in order");
            check(shared.steps.get() == i, "one step for each question"); // a race if it goes on
        }
        shared.flow.close();
        join_all();
        check(shared.steps.get() == 2, "nothing is made after the close");
    });
}

TEST(ItemFlow, AQuestionGivenUpIsTheNextOnes) {
    holds([] {
        generator_state shared(0);
        thread("body", [&] { shared.count(); });
        shared.flow.ask();
        std::optional<int> item;
        const attempt how = shared.flow.take(item, detail::deadline_after(std::chrono::milliseconds(1)));
        const int next = how == attempt::done ? 2 : 1;
        check(how == attempt::done ? item == 1 : how == attempt::timed_out && !item, "all or nothing");
        check(shared.take() == next, "nothing is lost");
        check(shared.steps.get() == next, "nor made for a question that was asked twice");
        shared.flow.close();
        join_all();
    });
}

/// `begun` is how many takes have begun; the body has given `given` when that many gives have returned.
void never_further_ahead_than(int lead) {
    holds([lead] {
        struct state {
            item_flow<int> flow;
            atomic<int> begun{0};
        } shared{item_flow<int>(static_cast<std::size_t>(lead))};
        thread("body", [&shared, lead] {
            for (int given = 1;; ++given) {
                int item = given;
                if (!shared.flow.wait_until_due() || !shared.flow.give(item)) return;
                check(given < shared.begun.load() + lead, "the body is not further ahead than its lead");
            }
        });
        for (int i = 1; i <= 2; ++i) {
            shared.begun.fetch_add(1);
            std::optional<int> item;
            shared.flow.ask();
            check(shared.flow.take(item, no_deadline()) == attempt::done && item == i, "in order");
        }
        shared.begun.fetch_add(1); // what is given while it closes is dropped
        shared.flow.close();
        std::optional<int> item;
        check(shared.flow.take(item, no_deadline()) == attempt::closed, "nothing comes after the close");
        join_all();
    });
}

TEST(ItemFlow, TheBodyIsOneAheadAtMost) { never_further_ahead_than(1); }
TEST(ItemFlow, TheBodyIsTwoAheadAtMost) { never_further_ahead_than(2); }

TEST(ItemFlow, WhatWasGivenBeforeTheEndIsTaken) {
    holds([] {
        struct state {
            item_flow<int> flow{2};
            model::plain<int> error{0, "what left the body"};
        } shared;
        thread("body", [&] {
            for (int i = 1; i <= 2; ++i) {
                int item = i;
                check(shared.flow.give(item), "the consumer takes all");
            }
            shared.error.set(7);
            shared.flow.end();
        });
        for (int i = 1; i <= 2; ++i) {
            std::optional<int> item;
            check(shared.flow.take(item, no_deadline()) == attempt::done && item == i, "items come before the end");
        }
        std::optional<int> item;
        check(shared.flow.take(item, no_deadline()) == attempt::closed, "the end");
        check(shared.error.get() == 7, "and what was before it");
        join_all();
    });
}

TEST(ItemFlow, ACloseEndsTheWaitsOfBodyAndConsumer) {
    for (const std::size_t lead : {0u, 1u})
        holds([lead] {
            generator_state shared(lead);
            thread("body", [&] { shared.count(); });
            thread("closer", [&] { shared.flow.close(); });
            for (int last = 0; last < 2;) {
                shared.flow.ask();
                std::optional<int> item;
                if (shared.flow.take(item, no_deadline()) == attempt::closed) break;
                check(*item == ++last, "in order");
            }
            join_all();
        });
}

/// A generator whose body gives nothing.
struct silent final : detail::closing_node {
    item_flow<int> flow{1};

private:
    void close_flow() noexcept override { flow.close(); }
};

void take_in_vain(silent& from) {
    std::optional<int> item;
    check(from.flow.take(item, no_deadline()) == attempt::closed, "it was closed");
}

TEST(ClosingLink, WhoeverTakesFromALinkedOneDoesNotWaitForEver) {
    holds([] {
        struct state {
            silent outer, inner;
        } shared;
        thread("body of the outer one", [&] {
            const detail::closing_link link(shared.outer, shared.inner);
            take_in_vain(shared.inner);
        });
        shared.outer.stop();
        join_all();
    });
}

TEST(ClosingLink, AStopGoesThroughToTheLast) {
    holds([] {
        struct state {
            silent outer, middle, inner;
        } shared;
        thread("body of the outer one", [&] {
            const detail::closing_link link(shared.outer, shared.middle);
            take_in_vain(shared.middle);
        });
        thread("body of the middle one", [&] {
            const detail::closing_link link(shared.middle, shared.inner);
            take_in_vain(shared.inner);
        });
        shared.outer.stop();
        join_all();
    });
}

TEST(ClosingLink, TheInnerOneMayGoWithTheLink) {
    holds([] {
        silent outer;
        thread("body of the outer one", [&] {
            mortal<silent> inner;
            { const detail::closing_link link(outer, *inner); }
            inner.destroy();
        });
        outer.stop();
        join_all();
    });
}

} // namespace
} // namespace weft::test
