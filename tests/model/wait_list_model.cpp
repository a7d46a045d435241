// SPDX-License-Identifier: BSL-1.0
// Invariant: a waiter that is linked under the lock is woken exactly once, by whoever unlinked it or by its own
// deadline; a token given to one that timed out meanwhile is not lost; after deliver() the waker touches neither the
// waiter, nor its thread, nor the primitive.
#include "model_test.hpp"

#include <weft/lowlevel/wait_list.hpp>

namespace weft::test {
namespace {

using detail::time_point;
using lowlevel::wake_reason;

/// The smallest primitives on a wait list: an event, and a counter of permits with deadlines.
struct primitive {
    lowlevel::wait_list list;
    model::plain<int> permits{0, "permits"};

    void set() {
        list.lock();
        permits.set(permits.get() + 1);
        const auto won = list.claim_all();
        list.unlock();
        won.deliver();
    }

    void wait() {
        list.lock();
        if (permits.get() != 0) return list.unlock();
        lowlevel::waiter self;
        list.push_back(self);
        list.unlock();
        check(self.suspend() == wake_reason::completed, "there is no other reason");
    }

    void release() {
        list.lock();
        const auto won = list.claim_front();
        if (!won) permits.set(permits.get() + 1);
        list.unlock();
        if (won) won.deliver();
    }

    bool acquire_until(time_point deadline) {
        list.lock();
        if (permits.get() != 0) {
            permits.set(permits.get() - 1);
            list.unlock();
            return true;
        }
        lowlevel::waiter self;
        list.push_back(self);
        list.unlock();
        if (self.suspend_until(deadline) == wake_reason::completed) return true;
        list.lock();
        list.remove(self);
        list.unlock();
        return false;
    }
};

constexpr time_point k_soon = time_point(std::chrono::hours(2));

TEST(WaitList, AWaiterIsWoken) {
    holds([] {
        primitive shared;
        model::name(shared.list, "list");
        thread("waiter 1", [&] { shared.wait(); });
        thread("waiter 2", [&] { shared.wait(); });
        thread("setter", [&] { shared.set(); });
        join_all();
    });
}

TEST(WaitList, TheWokenMayDestroyThePrimitive) {
    holds(
        [] {
            mortal<primitive> shared;
            model::name(*shared, "primitive");
            thread("waiter", [&] {
                shared->wait();
                shared->list.lock(); // passes the waker, as the owner of a primitive with a fast path must
                shared->list.unlock();
                shared.destroy();
            });
            thread("setter", [&] { shared->set(); });
            join_all();
        },
        {.preemption_bound = 4});
}

TEST(WaitList, APermitIsNeitherLostNorDoubled) {
    holds([] {
        struct state : primitive {
            int got[2] = {0, 0};
        } shared;
        model::name(shared.list, "list");
        for (int index = 0; index < 2; ++index)
            thread(index == 0 ? "one" : "two",
                   [&shared, index] { shared.got[index] = shared.acquire_until(k_soon) ? 1 : 0; });
        thread("giver", [&] { shared.release(); });
        join_all();
        check(shared.got[0] + shared.got[1] + shared.permits.get() == 1, "there is one permit");
        check(shared.list.empty(), "nobody is linked in the end");
    });
}

TEST(WaitList, ADeadlineAgainstTwoPermits) {
    holds([] {
        struct state : primitive {
            int got = 0;
        } shared;
        thread("waiter", [&] {
            for (int time = 0; time < 2; ++time) shared.got += shared.acquire_until(k_soon) ? 1 : 0;
        });
        thread("giver 1", [&] { shared.release(); });
        thread("giver 2", [&] { shared.release(); });
        join_all();
        check(shared.got + shared.permits.get() == 2, "there are two permits");
    });
}

} // namespace
} // namespace weft::test
