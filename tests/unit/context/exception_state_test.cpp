// SPDX-License-Identifier: BSL-1.0
// Exceptions belong to the flow of control: across switches in handlers and in destructors, on one thread and on two.
#include "context/switch/switch.hpp"
#include "unit/context/bodies.hpp"
#include "unit/context/hand_fiber.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weft::detail {
namespace {

template <class Body>
class ExceptionState : public ::testing::Test {
protected:
    using a_fiber = hand_fiber<Body>;

    // Throws `number`, leaves inside the handler, then rethrows and reports what came.
    static void rethrow_after_leaving(a_fiber& self, int number, int& seen) {
        try {
            try {
                throw number;
            } catch (int) {
                self.leave();
                throw;
            }
        } catch (int caught) {
            seen = caught;
        }
    }

    struct leaves_in_destructor {
        a_fiber& self;
        int& uncaught_before;
        int& uncaught_after;
        ~leaves_in_destructor() {
            uncaught_before = std::uncaught_exceptions();
            self.leave();
            uncaught_after = std::uncaught_exceptions();
        }
    };

    static void on_another_thread(a_fiber& f) {
        std::thread([&] {
            execution there;
            f.resume(there);
            EXPECT_EQ(std::uncaught_exceptions(), 0);
            EXPECT_EQ(std::current_exception(), nullptr);
        }).join();
    }

    stack_pool pool_{stack_options{}};
    execution here_;
};

TYPED_TEST_SUITE(ExceptionState, tested_bodies, body_names);

TYPED_TEST(ExceptionState, AnExceptionIsThrownAndCaughtInside) {
    std::string seen;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        try {
            self.leave();
            throw std::runtime_error("inside");
        } catch (const std::exception& e) {
            seen = e.what();
        }
    });
    fiber.resume(this->here_);
    fiber.resume(this->here_);
    EXPECT_EQ(seen, "inside");
}

TYPED_TEST(ExceptionState, ARethrowGivesTheFibersOwnException) {
    int a = 0, b = 0;
    hand_fiber<TypeParam> first(this->pool_, [&](auto& self) { this->rethrow_after_leaving(self, 101, a); });
    hand_fiber<TypeParam> second(this->pool_, [&](auto& self) { this->rethrow_after_leaving(self, 102, b); });
    for (auto* each : {&first, &second, &first, &second}) each->resume(this->here_);
    EXPECT_EQ(a, 101);
    EXPECT_EQ(b, 102);
}

TYPED_TEST(ExceptionState, UnwindingInAFiberIsNotSeenOutside) {
    int before = -1, after = -1;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        try {
            typename TestFixture::leaves_in_destructor guard{self, before, after};
            throw 1;
        } catch (int) {}
    });
    fiber.resume(this->here_);
    EXPECT_EQ(std::uncaught_exceptions(), 0);
    fiber.resume(this->here_);
    EXPECT_EQ(before, 1);
    EXPECT_EQ(after, 1);
    EXPECT_EQ(std::uncaught_exceptions(), 0);
}

TYPED_TEST(ExceptionState, AHandlerMayMoveToAnotherThread) {
    int seen = 0;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) { this->rethrow_after_leaving(self, 7, seen); });
    fiber.resume(this->here_);
    EXPECT_EQ(std::current_exception(), nullptr);
    this->on_another_thread(fiber);
    EXPECT_EQ(seen, 7);
}

TYPED_TEST(ExceptionState, UnwindingMayMoveToAnotherThread) {
    int before = -1, after = -1, left = -1;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        try {
            typename TestFixture::leaves_in_destructor guard{self, before, after};
            throw 1;
        } catch (int) {}
        left = std::uncaught_exceptions();
    });
    fiber.resume(this->here_);
    this->on_another_thread(fiber);
    EXPECT_EQ(std::uncaught_exceptions(), 0);
    EXPECT_EQ(std::pair(before, after), std::pair(1, 1));
    EXPECT_EQ(left, 0);
}

TYPED_TEST(ExceptionState, TwoFibersChangeThreadsWithinTheirHandlers) {
    int a = 0, b = 0;
    hand_fiber<TypeParam> first(this->pool_, [&](auto& self) { this->rethrow_after_leaving(self, 101, a); });
    hand_fiber<TypeParam> second(this->pool_, [&](auto& self) { this->rethrow_after_leaving(self, 102, b); });
    first.resume(this->here_);
    this->on_another_thread(second);
    this->on_another_thread(first);
    second.resume(this->here_);
    EXPECT_EQ(a, 101);
    EXPECT_EQ(b, 102);
}

TYPED_TEST(ExceptionState, HandlersNestThreeDeepAcrossSwitches) {
    std::vector<int> seen;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        const auto nested = [&](auto&& below, int depth) -> void {
            try {
                throw depth;
            } catch (int) {
                self.leave();
                if (depth < 3) below(below, depth + 1);
                try {
                    throw;
                } catch (int caught) {
                    seen.push_back(caught);
                }
            }
        };
        nested(nested, 1);
    });
    for (int i = 0; i < 3; ++i) i % 2 == 0 ? fiber.resume(this->here_) : this->on_another_thread(fiber);
    this->on_another_thread(fiber);
    EXPECT_EQ(seen, (std::vector{3, 2, 1}));
}

TYPED_TEST(ExceptionState, AnExceptionPtrOutlivesManySwitches) {
    int seen = 0;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        std::exception_ptr kept = std::make_exception_ptr(9);
        for (int i = 0; i < 100'000; ++i) self.leave();
        try {
            std::rethrow_exception(std::move(kept));
        } catch (int caught) {
            seen = caught;
        }
    });
    while (!fiber.done()) fiber.resume(this->here_);
    EXPECT_EQ(seen, 9);
}

TEST(ThreadExceptionGlobals, SayWhatTheThreadIsDoing) {
    exception_globals* const mine = thread_exception_globals();
    EXPECT_FALSE(mine->any());
    try {
        throw 1;
    } catch (int) {
        EXPECT_TRUE(mine->any());
        EXPECT_NE(mine->caught, nullptr);
    }
    EXPECT_FALSE(mine->any());
    std::thread([&] { EXPECT_NE(thread_exception_globals(), mine); }).join();
}

} // namespace
} // namespace weft::detail
