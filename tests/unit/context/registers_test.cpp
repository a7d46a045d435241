// SPDX-License-Identifier: BSL-1.0
// What a switch keeps: every live local, wherever the compiler holds it, and per body the rounding mode.
#include "unit/context/bodies.hpp"
#include "unit/context/hand_fiber.hpp"

#include <gtest/gtest.h>

#include <alloca.h>

#include <array>
#include <cfenv>
#include <cmath>
#include <cstdint>

namespace weft::detail {
namespace {

// More live values than there are registers of each kind, all opaque to the compiler.
struct many_values {
    template <class T>
    static T opaque(T value) {
        T volatile hidden = value;
        return hidden;
    }

    template <class Between>
    [[gnu::noinline]] static double around(int seed, Between between) {
        std::array<std::uint64_t, 18> words;
        std::array<double, 34> numbers;
        for (std::size_t i = 0; i < words.size(); ++i) words[i] = opaque<std::uint64_t>(i * 1000003) + unsigned(seed);
        for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = opaque(double(i) / 7) + seed;
        const long double extended = opaque(1.0L / 3) + seed;
        between();
        double sum = double(extended * 3 - 3.0L * seed);
        for (std::size_t i = 0; i < words.size(); ++i)
            sum += double(words[i] - unsigned(seed)) / double(i * 1000003 + 1);
        for (std::size_t i = 0; i < numbers.size(); ++i) sum += (numbers[i] - seed) * 7 - double(i);
        return sum;
    }
};

template <class Body>
class Registers : public ::testing::Test {
protected:
    stack_pool pool_{stack_options{}};
    execution here_;
};

TYPED_TEST_SUITE(Registers, tested_bodies, body_names);

TYPED_TEST(Registers, LiveLocalsSurviveOnBothSides) {
    const double expected = many_values::around(3, [] {});
    double inside = 0;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        inside = many_values::around(5, [&] { self.leave(); });
        self.leave();
    });
    const double outside = many_values::around(3, [&] { fiber.resume(this->here_); });
    const double again = many_values::around(3, [&] { fiber.resume(this->here_); });
    fiber.resume(this->here_);
    EXPECT_DOUBLE_EQ(outside, expected);
    EXPECT_DOUBLE_EQ(again, expected);
    EXPECT_NEAR(inside, expected, 1e-9);
}

TYPED_TEST(Registers, LocalsInRegistersAcrossTheSwitchItself) {
    // No call in between: the switch is inlined into the loop that keeps its sums in registers.
    struct flow {
        execution here, there;
        static void entry(void* payload) {
            auto* const me = static_cast<flow*>(payload);
            arrive(&me->there);
            double a = 1, b = 2;
            std::uint64_t c = 3, d = 5;
            for (;;) {
                switch_execution<TypeParam>(me->there, me->here, nullptr);
                a = a * 1.5 + 1, b += a, c = c * 7 + 1, d ^= c;
                if (b + double(d) == 0) break;
            }
            std::abort();
        }
    } both;
    both.there.stk = this->pool_.allocate();
    both.there.ctx = TypeParam::make(both.there.stk->top, both.there.stk->size(), &flow::entry);
    double x = 0.5;
    std::uint64_t y = 1, z = 2, sum = 0;
    for (int i = 0; i < 1000; ++i) {
        switch_execution<TypeParam>(both.here, both.there, &both);
        x += 0.25, y = y * 3 + 1, z ^= y, sum += z;
    }
    const double x_now = x;
    std::uint64_t check_y = 1, check_z = 2, check = 0;
    for (int i = 0; i < 1000; ++i) check_y = check_y * 3 + 1, check_z ^= check_y, check += check_z;
    EXPECT_EQ(x_now, 250.5);
    EXPECT_EQ(sum, check);
    this->pool_.release(both.there.stk);
}

// Such a frame needs a base pointer besides the frame pointer; the compiler must not choose one the switch clobbers.
template <class Body>
[[gnu::noinline]] unsigned sum_across_switch(execution& from, execution& to, void* payload, std::size_t size) {
    alignas(64) volatile unsigned char aligned[64];
    auto* const dynamic = static_cast<volatile unsigned char*>(::alloca(size));
    for (std::size_t i = 0; i < 64; ++i) aligned[i] = static_cast<unsigned char>(i);
    for (std::size_t i = 0; i < size; ++i) dynamic[i] = static_cast<unsigned char>(i);
    switch_execution<Body>(from, to, payload);
    unsigned sum = 0;
    for (std::size_t i = 0; i < 64; ++i) sum += aligned[i];
    for (std::size_t i = 0; i < size; ++i) sum += dynamic[i];
    return sum;
}

template <class Body>
struct dynamic_frames {
    execution here, there;
    unsigned sum_there = 0;
    static void entry(void* payload) {
        auto* const me = static_cast<dynamic_frames*>(payload);
        arrive(&me->there);
        me->sum_there = sum_across_switch<Body>(me->there, me->here, nullptr, 200);
        switch_final<Body>(me->there, me->here, nullptr);
    }
};

TYPED_TEST(Registers, AlignedAndDynamicLocalsSurvive) {
    dynamic_frames<TypeParam> both;
    both.there.stk = this->pool_.allocate();
    both.there.ctx = TypeParam::make(both.there.stk->top, both.there.stk->size(), &dynamic_frames<TypeParam>::entry);
    EXPECT_EQ(sum_across_switch<TypeParam>(both.here, both.there, &both, 100), 63u * 32 + 99 * 50);
    switch_execution<TypeParam>(both.here, both.there, nullptr);
    EXPECT_EQ(both.sum_there, 63u * 32 + 199 * 100);
    this->pool_.release(both.there.stk);
}

// Documented per body: the native switch leaves the rounding mode with the thread, Boost's carries it with the fiber.
TYPED_TEST(Registers, RoundingModeIsTheThreadsOrTheFibers) {
    int inside_after = -1;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto& self) {
        std::fesetround(FE_UPWARD);
        self.leave();
        inside_after = std::fegetround();
    });
    fiber.resume(this->here_);
    const int outside = std::fegetround();
    std::fesetround(FE_TONEAREST);
    fiber.resume(this->here_);
    std::fesetround(FE_TONEAREST);
    if (std::is_same_v<TypeParam, native_context>) {
        EXPECT_EQ(outside, FE_UPWARD);
        EXPECT_EQ(inside_after, FE_TONEAREST);
    } else {
        EXPECT_EQ(outside, FE_TONEAREST);
        EXPECT_EQ(inside_after, FE_UPWARD);
    }
}

} // namespace
} // namespace weft::detail
