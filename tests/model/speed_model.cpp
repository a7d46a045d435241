// SPDX-License-Identifier: BSL-1.0
// The smallest model: how fast schedules go by (at least 10^6 a second, Release, random and depth first).
// Invariant: of two threads that each take the number once, exactly one gets it.
#include "model_test.hpp"

namespace weft::test {
namespace {

TEST(Smallest, OneOfTwoTakesTheNumber) {
    holds([] {
        struct shared {
            atomic<int> number{1};
            int taken[2] = {0, 0};
        } s;
        thread("one", [&] { s.taken[0] = s.number.exchange(0, memory_order_relaxed); });
        thread("two", [&] { s.taken[1] = s.number.exchange(0, memory_order_relaxed); });
        join_all();
        check(s.taken[0] + s.taken[1] == 1, "one of the two took it");
    });
}

} // namespace
} // namespace weft::test
