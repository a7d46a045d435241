// SPDX-License-Identifier: BSL-1.0
// Invariant: join() returns after the fiber has finished and sees its result; the record is free when neither the finisher
// nor the joiner will touch it again, the lock of its list included, and it is freed exactly once.
#include "model_test.hpp"

#include <weft/detail/fiber/record.hpp>
#include <weft/detail/runtime/launch.hpp>

namespace weft::test {
namespace {

using detail::fiber_record;

struct join_model {
    mortal<fiber_record> fiber;
    model::plain<int> result{0, "the result"};
    int frees = 0;

    join_model() {
        model::name(*fiber, "record");
        fiber->life.reset();
        fiber->life.claim_unqueued();
    }

    void free_record() {
        check(++frees == 1, "the record was freed twice");
        fiber.destroy();
    }

    /// As worker::finish().
    void finish() {
        result.set(42);
        bool last = false;
        if (!fiber->life.try_finish(last)) {
            fiber->joiners.lock();
            last = fiber->life.finish_joined();
            const auto joiners = fiber->joiners.claim_all();
            fiber->joiners.unlock();
            joiners.deliver();
        }
        if (last) free_record();
    }

    void release() {
        if (fiber->life.release()) free_record();
    }
};

TEST(Join, ThePlainThreadSeesTheResultAndFreesTheRecord) {
    holds(
        [] {
            join_model shared;
            thread("finisher", [&] { shared.finish(); });
            thread("joiner", [&] {
                static_cast<void>(detail::join(*shared.fiber));
                check(shared.result.get() == 42, "the result is there");
                shared.release();
            });
            join_all();
            check(shared.frees == 1, "the record was not freed");
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

TEST(Join, DetachAgainstFinish) {
    holds(
        [] {
            join_model shared;
            thread("finisher", [&] { shared.finish(); });
            thread("detacher", [&] { shared.release(); });
            join_all();
            check(shared.frees == 1, "the record was not freed");
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
