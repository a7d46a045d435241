// SPDX-License-Identifier: BSL-1.0
// A fiber that alternates between two threads asks, around every switch, who and where it is. What is asked through a
// function the compiler cannot fold is never stale.
#include "context/switch/switch.hpp"
#include "unit/context/bodies.hpp"
#include "unit/context/hand_fiber.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace weft::detail {
namespace {

constexpr int k_migrations = 2'000;

/// Lets two threads take turns.
class turns {
public:
    void take(int side) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return side_ == side; });
    }
    void give(int side) {
        const std::lock_guard lock(mutex_);
        side_ = side;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int side_ = 0;
};

template <class Body>
class Migration : public ::testing::Test {
protected:
    // Resumes the fiber on two threads in turn until it has ended.
    void alternate(hand_fiber<Body>& fiber, const std::function<void()>& before_resuming) {
        turns whose;
        const auto side = [&](int mine) {
            execution here;
            for (;;) {
                whose.take(mine);
                const bool done = fiber.done();
                if (!done) {
                    before_resuming();
                    fiber.resume(here);
                }
                whose.give(1 - mine);
                if (done) return;
            }
        };
        std::thread second(side, 1);
        side(0);
        second.join();
    }

    stack_pool pool_{stack_options{}};
};

TYPED_TEST_SUITE(Migration, tested_bodies, body_names);

thread_local int t_here = 0;

// What reliability asks of every accessor: out of line, and opaque, or the compiler proves it constant.
[[gnu::noinline]] int* address_of_here() {
    int* at = &t_here;
    asm volatile("" : "+r"(at));
    return at;
}

TYPED_TEST(Migration, ExceptionGlobalsAreTheThreadsOwn) {
    exception_globals* theirs = nullptr;
    int stale = 0;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        for (int i = 0; i < k_migrations; ++i) {
            stale += thread_exception_globals() != theirs;
            self.leave();
        }
    });
    this->alternate(fiber, [&] { theirs = thread_exception_globals(); });
    EXPECT_EQ(stale, 0);
}

TYPED_TEST(Migration, AnOpaqueAccessorOfAThreadLocalIsNeverStale) {
    int* theirs = nullptr;
    int stale = 0;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        for (int i = 0; i < k_migrations; ++i) {
            stale += address_of_here() != theirs;
            self.leave();
        }
    });
    this->alternate(fiber, [&] { theirs = address_of_here(); });
    EXPECT_EQ(stale, 0);
}

TYPED_TEST(Migration, AnExceptionInFlightMoves) {
    int wrong = 0;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        for (int i = 0; i < k_migrations / 10; ++i) {
            try {
                throw i;
            } catch (int) {
                self.leave();
                try {
                    throw;
                } catch (int seen) {
                    wrong += seen != i;
                }
            }
            wrong += std::uncaught_exceptions() != 0;
        }
    });
    this->alternate(fiber, [] {});
    EXPECT_EQ(wrong, 0);
}

} // namespace
} // namespace weft::detail
