// SPDX-License-Identifier: BSL-1.0
// Invariant: an unstarted fiber is run by exactly one of those who pop it and its joiner; its record is freed exactly
// once, after its result is there, its entry has left the queue and its handle is gone; what the body wrote happens
// before the join returns, and everything happens before the record's next life.
#include "model_test.hpp"

#include <weft/detail/base/pause.hpp>
#include <weft/detail/fiber/life_word.hpp>

namespace weft::test {
namespace {

using detail::life_word;
constexpr auto k_many = life_word::workers::many;

struct life_model {
    life_word life;
    atomic<int> finished{0}; // stands for the joiners list: the finisher says so under its lock
    model::plain<int> result{0, "the result"};
    model::plain<int> record{1, "the record"}; // what is read by whoever comes across the fiber
    atomic<int> frees{0};

    life_model() {
        model::name(life, "life");
        life.reset();
    }

    void free_record() {
        record.set(0); // races with anybody who still uses it
        check(frees.fetch_add(1, memory_order_relaxed) == 0, "the record was freed twice");
    }

    /// Runs the body; returns to the queue's side.
    void run() {
        static_cast<void>(record.get());
        result.set(result.get() + 1);
        bool last = false;
        if (life.try_finish(last)) {
            if (last) free_record();
            return;
        }
        if (life.finish_joined()) free_record();
        finished.store(1, memory_order_release);
    }

    void pop() {
        static_cast<void>(record.get()); // where it is pinned
        switch (life.claim_popped(k_many)) {
        case life_word::popped::run: run(); break;
        case life_word::popped::stale: break;
        case life_word::popped::stale_last: free_record(); break;
        }
    }

    void detach() {
        static_cast<void>(record.get());
        if (life.release()) free_record();
    }

    /// As weft's join of a handle, and its end: in place when the fiber has not started.
    void join_in_place() {
        if (!life.is_done() && life.claim_in_place(k_many)) {
            static_cast<void>(record.get());
            result.set(result.get() + 1);
            check(result.get() == 1, "the body ran once");
            if (life.release_in_place(k_many)) free_record();
            return;
        }
        wait_until_done();
        check(result.get() == 1, "the result is there");
        detach();
    }

    void wait_until_done() {
        if (life.is_done() || !life.begin_joining()) return;
        while (finished.load(memory_order_acquire) == 0) detail::cpu_pause();
    }

    void end() {
        check(frees.load(memory_order_relaxed) == 1, "the record was not freed");
        check(result.get() == 1, "the body ran once");
    }
};

TEST(LifeWord, JoinerInPlaceAgainstPopper) {
    holds(
        [] {
            life_model shared;
            thread("joiner", [&] { shared.join_in_place(); });
            thread("popper", [&] { shared.pop(); });
            join_all();
            shared.end();
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

TEST(LifeWord, DetacherAgainstPopper) {
    holds(
        [] {
            life_model shared;
            thread("detacher", [&] { shared.detach(); });
            thread("popper", [&] { shared.pop(); });
            join_all();
            shared.end();
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

TEST(LifeWord, JoinerOfARunningFiberWaits) {
    holds(
        [] {
            life_model shared;
            check(shared.life.claim_popped(k_many) == life_word::popped::run, "it was unstarted");
            thread("joiner", [&] { shared.join_in_place(); });
            thread("finisher", [&] { shared.run(); });
            join_all();
            shared.end();
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

TEST(LifeWord, DispatchedFiberIsFreedByTheLastOfTwo) {
    holds(
        [] {
            life_model shared;
            shared.life.claim_unqueued();
            thread("detacher", [&] { shared.detach(); });
            thread("finisher", [&] { shared.run(); });
            join_all();
            shared.end();
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

/// The joiner runs the fiber in place and drops the handle while the stale entry is popped.
TEST(LifeWord, TheRecordOutlivesItsStaleEntry) {
    holds(
        [] {
            life_model shared;
            check(shared.life.claim_in_place(k_many), "it was unstarted");
            shared.result.set(1);
            thread("joiner", [&] {
                static_cast<void>(shared.record.get());
                if (shared.life.release_in_place(k_many)) shared.free_record();
            });
            thread("popper", [&] { shared.pop(); });
            join_all();
            shared.end();
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
