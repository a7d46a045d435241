// SPDX-License-Identifier: BSL-1.0
// Invariant: as many get a permit as were released, oldest waiter first; a wait that timed out took none, and none is
// lost to it; what came before release() is seen after the acquire() it let through; who was let through may destroy
// the semaphore.
#include "model_test.hpp"

#include <weft/counting_semaphore.hpp>

#include <chrono>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

struct released {
    counting_semaphore<> permits{0};
    model::plain<int> item{0, "the item"};

    released() { model::name(permits, "semaphore"); }
};

TEST(Semaphore, AReleaseLetsOneThroughAndShowsWhatCameBefore) {
    holds([] {
        released shared;
        for (const char* const name : {"one", "two"})
            thread(name, [&] {
                shared.permits.acquire();
                shared.item.set(shared.item.get() + 1);
                shared.permits.release();
            });
        thread("releaser", [&] {
            shared.item.set(1);
            shared.permits.release();
        });
        join_all();
        check(shared.item.get() == 3, "each passes once");
        check(shared.permits.try_acquire(), "the permit is free in the end");
        check(!shared.permits.try_acquire(), "there is one");
    });
}

TEST(Semaphore, APermitIsNotLostToATimeout) {
    holds([] {
        struct state : released {
            int taken[2] = {0, 0};
        } shared;
        for (int i = 0; i < 2; ++i)
            thread("waiter", [&shared, i] { shared.taken[i] = shared.permits.try_acquire_for(1ms) ? 1 : 0; });
        thread("releaser", [&] { shared.permits.release(); });
        join_all();
        const int left = shared.permits.try_acquire() ? 1 : 0;
        check(shared.taken[0] + shared.taken[1] + left == 1, "one permit is one permit");
        check(!shared.permits.try_acquire(), "and no more");
    });
}

TEST(Semaphore, ANewcomerDoesNotOvertakeWhoWaits) {
    holds([] {
        struct state : released {
            atomic<int> first{0};
        } shared;
        thread("releaser and newcomer", [&] {
            shared.permits.release();
            if (shared.permits.try_acquire()) shared.permits.release(); // only if nobody waited
        });
        thread("waiter", [&] { shared.permits.acquire(); });
        join_all(); // a newcomer that took the waiter's permit for good would leave it waiting
    });
}

TEST(Semaphore, TwoPermitsAtOnceServeTwo) {
    holds([] {
        released shared;
        for (const char* const name : {"one", "two"}) thread(name, [&] { shared.permits.acquire(); });
        thread("releaser", [&] { shared.permits.release(2); });
        join_all();
        check(!shared.permits.try_acquire(), "both are taken");
    });
}

TEST(Semaphore, WhoeverItLetsThroughMayDestroyIt) {
    holds(
        [] {
            mortal<counting_semaphore<>> permits(0);
            thread("waiter", [&] {
                permits->acquire();
                permits.destroy();
            });
            thread("releaser", [&] { permits->release(); });
            join_all();
        },
        {.preemption_bound = 4});
}

/// One release for two, one of whom destroys it: the other's permit must not be looked for afterwards.
TEST(Semaphore, TheLastThatItLetsThroughMayDestroyIt) {
    holds([] {
        struct state {
            mortal<counting_semaphore<>> permits{0};
            atomic<int> left{2};
        } shared;
        for (const char* const name : {"one", "two"})
            thread(name, [&] {
                shared.permits->acquire();
                if (shared.left.fetch_sub(1) == 1) shared.permits.destroy();
            });
        thread("releaser", [&] { shared.permits->release(2); });
        join_all();
    });
}

} // namespace
} // namespace weft::test
