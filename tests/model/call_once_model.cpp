// SPDX-License-Identifier: BSL-1.0
// Invariant: one call returns for each flag, and all callers see what it did; after an exception somebody who waits
// makes the next attempt; the last to return may destroy the flag.
#include "model_test.hpp"

#include <weft/call_once.hpp>

namespace weft::test {
namespace {

TEST(CallOnce, AllSeeTheOneCall) {
    holds([] {
        struct state {
            once_flag flag;
            model::plain<int> calls{0, "the calls"};
        } shared;
        for (const char* const name : {"one", "two", "three"})
            thread(name, [&] {
                call_once(shared.flag, [&] { shared.calls.set(shared.calls.get() + 1); });
                check(shared.calls.get() == 1, "it was called once");
            });
        join_all();
    });
}

TEST(CallOnce, AfterAnExceptionTheNextTries) {
    holds([] {
        struct state {
            once_flag flag;
            model::plain<int> attempts{0, "the attempts"};
        } shared;
        for (const char* const name : {"one", "two"})
            thread(name, [&] {
                try {
                    call_once(shared.flag, [&] {
                        shared.attempts.set(shared.attempts.get() + 1);
                        if (shared.attempts.get() == 1) throw 1;
                    });
                    check(shared.attempts.get() == 2, "the second attempt returned");
                } catch (int) {}
            });
        join_all();
    });
}

TEST(CallOnce, TheLastToReturnMayDestroyTheFlag) {
    holds(
        [] {
            struct state {
                mortal<once_flag> flag;
                atomic<int> left{2};
            } shared;
            for (const char* const name : {"one", "two"})
                thread(name, [&] {
                    call_once(*shared.flag, [] {});
                    if (shared.left.fetch_sub(1) == 1) shared.flag.destroy();
                });
            join_all();
        },
        {.preemption_bound = 3});
}

} // namespace
} // namespace weft::test
