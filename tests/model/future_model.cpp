// SPDX-License-Identifier: BSL-1.0
// Invariant: a future gets the outcome that was set first, once it is whole; two that set it do not both succeed; what
// came before is seen after get(); a deadline ends a wait without an effect.
#include "model_test.hpp"

#include <weft/promise.hpp>

#include <chrono>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

TEST(Future, GetSeesTheValueAndWhatCameBefore) {
    holds([] {
        struct state {
            promise<int> made;
            future<int> kept = made.get_future();
            model::plain<int> before{0, "what came before"};
        } shared;
        thread("setter", [&] {
            shared.before.set(1);
            shared.made.set_value(42);
        });
        thread("getter", [&] {
            check(shared.kept.get() == 42, "the value is whole");
            check(shared.before.get() == 1, "what came before is seen");
        });
        join_all();
    });
}

TEST(Future, OneOfTwoSettersSucceeds) {
    holds([] {
        struct state {
            promise<int> made;
            future<int> kept = made.get_future();
            atomic<int> refused{0};
        } shared;
        for (int i = 1; i <= 2; ++i)
            thread("setter", [&shared, i] {
                try {
                    shared.made.set_value(i);
                } catch (const std::future_error&) {
                    shared.refused.fetch_add(1);
                }
            });
        const int value = shared.kept.get();
        join_all();
        check(shared.refused.load() == 1, "one was refused");
        check(value == 1 || value == 2, "the value is one of theirs");
    });
}

TEST(Future, ADeadlineAgainstTheValue) {
    holds([] {
        struct state {
            promise<int> made;
            future<int> kept = made.get_future();
        } shared;
        thread("setter", [&] { shared.made.set_value(1); });
        thread("waiter", [&] {
            if (shared.kept.wait_for(1ms) == std::future_status::ready) check(shared.kept.get() == 1, "it is there");
        });
        join_all();
    });
}

} // namespace
} // namespace weft::test
