// SPDX-License-Identifier: BSL-1.0
#include "kits.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

template <class Kit>
class OracleFuture : public ::testing::Test {
protected:
    using kit = Kit;

    template <class Fn>
    static void expect_error(typename Kit::future_errc code, Fn&& fn) {
        try {
            fn();
            ADD_FAILURE() << "no error";
        } catch (const typename Kit::future_error& error) {
            EXPECT_EQ(error.code().value(), static_cast<int>(code));
        }
    }
};
using both = ::testing::Types<weft_kit, boost_kit>;
TYPED_TEST_SUITE(OracleFuture, both);

TYPED_TEST(OracleFuture, BringsTheValueOnce) {
    TypeParam::run([] {
        typename TypeParam::template promise<int> made;
        auto kept = made.get_future();
        auto maker = TypeParam::spawn([&] { made.set_value(42); });
        EXPECT_EQ(kept.get(), 42);
        EXPECT_FALSE(kept.valid());
        maker.join();
    });
}

TYPED_TEST(OracleFuture, BringsTheException) {
    TypeParam::run([] {
        typename TypeParam::template promise<void> made;
        auto kept = made.get_future();
        made.set_exception(std::make_exception_ptr(std::runtime_error("no luck")));
        EXPECT_THROW(kept.get(), std::runtime_error);
    });
}

TYPED_TEST(OracleFuture, SaysWhatIsMisused) {
    using code = typename TypeParam::future_errc;
    TypeParam::run([] {
        typename TypeParam::template promise<int> made;
        auto kept = made.get_future();
        TestFixture::expect_error(code::future_already_retrieved, [&] { static_cast<void>(made.get_future()); });
        made.set_value(1);
        TestFixture::expect_error(code::promise_already_satisfied, [&] { made.set_value(2); });
        EXPECT_EQ(kept.get(), 1);
        typename TypeParam::template future<int> empty;
        EXPECT_FALSE(empty.valid());
        typename TypeParam::template future<int> broken;
        {
            typename TypeParam::template promise<int> gone;
            broken = gone.get_future();
        }
        TestFixture::expect_error(code::broken_promise, [&] { broken.get(); });
    });
}

TYPED_TEST(OracleFuture, WaitsWithTimeouts) {
    TypeParam::run([] {
        typename TypeParam::template promise<int> made;
        auto kept = made.get_future();
        EXPECT_TRUE(kept.wait_for(1ms) == TypeParam::future_status::timeout);
        made.set_value(1);
        EXPECT_TRUE(kept.wait_for(1ms) == TypeParam::future_status::ready);
    });
}

TYPED_TEST(OracleFuture, ATaskBringsWhatItsCallableGivesOrThrows) {
    TypeParam::run([] {
        typename TypeParam::template packaged_task<int(int)> twice([](int n) {
            if (n < 0) throw std::runtime_error("negative");
            return 2 * n;
        });
        auto result = twice.get_future();
        TypeParam::spawn([&] { twice(21); }).join();
        EXPECT_EQ(result.get(), 42);
        twice.reset();
        result = twice.get_future();
        twice(-1);
        EXPECT_THROW(result.get(), std::runtime_error);
    });
}

TYPED_TEST(OracleFuture, SharedOnesBringTheValueToAll) {
    TypeParam::run([] {
        typename TypeParam::template promise<int> made;
        typename TypeParam::template shared_future<int> kept = made.get_future().share();
        const auto take = [kept] { EXPECT_EQ(kept.get(), 42); };
        auto one = TypeParam::spawn(take), two = TypeParam::spawn(take);
        TypeParam::settle();
        made.set_value(42);
        one.join();
        two.join();
        EXPECT_EQ(kept.get(), 42);
        EXPECT_TRUE(kept.valid());
    });
}

TYPED_TEST(OracleFuture, BringsReferencesAndNothing) {
    TypeParam::run([] {
        int number = 1;
        typename TypeParam::template promise<int&> of_reference;
        auto reference = of_reference.get_future();
        of_reference.set_value(number);
        EXPECT_EQ(&reference.get(), &number);
        typename TypeParam::template promise<void> of_nothing;
        auto nothing = of_nothing.get_future();
        auto maker = TypeParam::spawn([&] { of_nothing.set_value(); });
        nothing.get();
        maker.join();
    });
}

TYPED_TEST(OracleFuture, WhatWasMovedAwayHasNoState) {
    using code = typename TypeParam::future_errc;
    TypeParam::run([] {
        typename TypeParam::template promise<int> first;
        auto second = std::move(first);
        TestFixture::expect_error(code::no_state, [&] { first.set_value(1); });
        auto kept = second.get_future();
        second.set_value(2);
        EXPECT_EQ(kept.get(), 2);
        TestFixture::expect_error(code::no_state, [&] { kept.get(); });
    });
}

} // namespace
} // namespace weft::test
