// SPDX-License-Identifier: BSL-1.0
#include "kits.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace weft::test {
namespace {

template <class Kit>
class OracleBarrier : public ::testing::Test {};
using each_barrier = ::testing::Types<weft_kit, boost_kit>;
TYPED_TEST_SUITE(OracleBarrier, each_barrier);

TYPED_TEST(OracleBarrier, LetsAllGoTogether) {
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

TYPED_TEST(OracleBarrier, LetsNobodyGoBeforeTheLastIsThere) {
    TypeParam::run([] {
        typename TypeParam::barrier met(3);
        std::atomic<int> gone{0};
        const auto meet = [&] {
            met.wait();
            ++gone;
        };
        auto one = TypeParam::spawn(meet), two = TypeParam::spawn(meet);
        TypeParam::settle();
        EXPECT_EQ(gone, 0);
        met.wait();
        one.join();
        two.join();
        EXPECT_EQ(gone, 2);
    });
}

TYPED_TEST(OracleBarrier, OfOneHoldsNobodyBack) {
    TypeParam::run([] {
        typename TypeParam::barrier alone(1);
        for (int phase = 0; phase < 5; ++phase) alone.wait();
    });
}

} // namespace
} // namespace weft::test
