// SPDX-License-Identifier: BSL-1.0
// Invariant: join() returns after the fiber has finished and sees its result; the record is free when neither the
// finisher nor the joiner will touch it again, the lock of its list included, and it is freed exactly once.
#include "model_test.hpp"

#include "fiber/record_pool.hpp"

#include <weft/detail/runtime/launch.hpp>
#include <weft/event.hpp>
#include <weft/on_event.hpp>
#include <weft/on_join.hpp>
#include <weft/select.hpp>

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

/// A record of the pool whose owner selects its end first, and may leave the list of joiners before that has come. Once
/// the record is given back nobody may touch it, the finisher that still holds the list's lock included.
struct watched_model {
    fiber_record& fiber = detail::record_pool::instance().take_one();
    event gave_up;
    model::plain<int> result{0, "the result"};
    model::plain<int> record{0, "what the owner wrote last"};

    watched_model() {
        model::name(fiber, "record");
        fiber.life.reset();
        fiber.life.claim_unqueued();
        fiber.failure = nullptr;
    }

    /// As worker::finish() and worker::free_detached().
    void finish() {
        result.set(42);
        bool last = false;
        if (!fiber.life.try_finish(last)) {
            fiber.joiners.lock();
            last = fiber.life.finish_joined();
            const auto joiners = fiber.joiners.claim_all();
            fiber.joiners.unlock();
            joiners.deliver();
        }
        if (!last) return;
        record.set(2);
        detail::record_pool::instance().give_one(fiber);
        model::bury(&fiber, sizeof(fiber));
    }

    void watch() {
        const auto nothing = [] {};
        select_ordered(detail::join_case<decltype(nothing)>(fiber, nothing), on_event(gave_up));
        record.set(1);
    }

    void join() {
        const detail::joined how = detail::join(fiber);
        check(result.get() == 42, "the result is there");
        detail::release_joined(fiber, how);
        model::bury(&fiber, sizeof(fiber));
    }
};

TEST(Join, AWatchedRecordIsFreeOnceItsFinisherHasLeftTheList) {
    holds([] {
        watched_model shared;
        shared.gave_up.set();
        thread("finisher", [&] { shared.finish(); });
        thread("owner", [&] {
            shared.watch();
            shared.join();
        });
        join_all();
    });
}

TEST(Join, AWatchedRecordThatIsDetachedIsFreeOnceItsFinisherHasLeftTheList) {
    holds([] {
        watched_model shared;
        shared.gave_up.set();
        thread("finisher", [&] { shared.finish(); });
        thread("owner", [&] {
            shared.watch();
            const bool is_done = shared.fiber.life.is_done();
            detail::detach(shared.fiber);
            if (is_done) model::bury(&shared.fiber, sizeof(shared.fiber));
        });
        join_all();
    });
}

TEST(Join, AnOwnerThatWaitedInASelectAndLeftSeesTheResult) {
    holds([] {
        watched_model shared;
        thread("finisher", [&] { shared.finish(); });
        thread("setter", [&] { shared.gave_up.set(); });
        thread("owner", [&] {
            shared.watch();
            shared.join();
        });
        join_all();
    });
}

} // namespace
} // namespace weft::test
