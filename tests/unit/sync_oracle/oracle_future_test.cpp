// SPDX-License-Identifier: BSL-1.0
#include "kits.hpp"

#include <gtest/gtest.h>

#include <atomic>
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

TYPED_TEST(OracleFuture, ABarrierLetsAllGoTogether) {
    TypeParam::run([] {
        typename TypeParam::barrier met(3);
        std::atomic<int> arrived{0};
        const auto work = [&] {
            for (int phase = 1; phase <= 10; ++phase) {
                ++arrived;
                met.wait();
                EXPECT_GE(arrived, 3 * phase);
                met.wait();
            }
        };
        auto one = TypeParam::spawn(work), two = TypeParam::spawn(work);
        work();
        one.join();
        two.join();
    });
}

} // namespace
} // namespace weft::test
