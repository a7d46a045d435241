// SPDX-License-Identifier: BSL-1.0
// Both bodies of the switch: what they carry, what they keep, how they start and how an entry that returns ends.
#include "context/switch/switch.hpp"
#include "unit/context/bodies.hpp"
#include "unit/context/hand_fiber.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace weft::detail {
namespace {

// An echo answers every payload with its successor, for ever.
template <class Body>
class echo {
public:
    explicit echo(stack_pool& pool) : pool_(pool) {
        there_.stk = pool.allocate();
        there_.ctx = Body::make(there_.stk->top, there_.stk->size(), &echo::entry);
        switch_execution<Body>(here_, there_, this);
    }
    ~echo() { pool_.release(there_.stk); }

    std::uintptr_t ask(std::uintptr_t number) {
        return reinterpret_cast<std::uintptr_t>(switch_execution<Body>(here_, there_, reinterpret_cast<void*>(number)));
    }

private:
    static void entry(void* payload) {
        auto* const me = static_cast<echo*>(payload);
        arrive(&me->there_);
        void* answer = nullptr;
        for (;;) {
            const auto asked = reinterpret_cast<std::uintptr_t>(switch_execution<Body>(me->there_, me->here_, answer));
            answer = reinterpret_cast<void*>(asked + 1);
        }
    }

    stack_pool& pool_;
    execution here_;
    execution there_;
};

template <class Body>
class Switch : public ::testing::Test {
protected:
    stack_pool pool_{stack_options{}};
    execution here_;
};

TYPED_TEST_SUITE(Switch, tested_bodies, body_names);

TYPED_TEST(Switch, CarriesThePayloadBothWays) {
    echo<TypeParam> other(this->pool_);
    EXPECT_EQ(other.ask(41), 42u);
    EXPECT_EQ(other.ask(UINTPTR_MAX), 0u);
}

TYPED_TEST(Switch, GoesBackAndForthAMillionTimes) {
    echo<TypeParam> other(this->pool_);
    std::uintptr_t count = 0;
    for (int i = 0; i < 1'000'000; ++i) count = other.ask(count);
    EXPECT_EQ(count, 1'000'000u);
}

TYPED_TEST(Switch, InterleavesTwoFlowsOfControl) {
    std::vector<int> order;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        for (int i = 1; i <= 5; i += 2) {
            order.push_back(i);
            self.leave();
        }
    });
    for (int i = 0; !fiber.done(); i += 2) {
        order.push_back(i);
        fiber.resume(this->here_);
    }
    EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4, 5, 6}));
}

TYPED_TEST(Switch, NestsOneStackInAnother) {
    std::vector<int> order;
    hand_fiber<TypeParam> inner(this->pool_, [&](auto& self) {
        order.push_back(2);
        self.leave();
        order.push_back(4);
    });
    hand_fiber<TypeParam> outer(this->pool_, [&](auto& self) {
        order.push_back(1);
        inner.resume(self.self());
        order.push_back(3);
        inner.resume(self.self());
        order.push_back(5);
    });
    outer.resume(this->here_);
    EXPECT_EQ(order, (std::vector{1, 2, 3, 4, 5}));
    EXPECT_TRUE(inner.done() && outer.done());
}

TYPED_TEST(Switch, AnEndedFibersStackServesTheNext) {
    int runs = 0;
    for (int i = 0; i < 20'000; ++i) {
        hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
            self.leave();
            ++runs;
        });
        fiber.resume(this->here_);
        fiber.resume(this->here_);
    }
    EXPECT_EQ(runs, 20'000);
    EXPECT_EQ(this->pool_.mappings(), 1u);
}

TYPED_TEST(Switch, RunsOnTheStackItWasGiven) {
    [[maybe_unused]] const std::byte* seen = nullptr;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto&) {
        std::byte volatile local{};
        seen = const_cast<const std::byte*>(&local);
    });
    fiber.resume(this->here_);
#if !WEFT_ASAN // its locals may live in a fake stack
    EXPECT_GE(seen, fiber.stk().bottom);
    EXPECT_LT(seen, fiber.stk().top);
#endif
    EXPECT_TRUE(fiber.done());
}

} // namespace
} // namespace weft::detail
