// SPDX-License-Identifier: BSL-1.0
// Invariant: a compare-exchange that fails is a load: it may return any old value that a load might, as long as that is
// not the expected one; one that succeeds has read the newest. A futex wait may begin on an old value until it is
// woken. Each of these programs is right when failures and waits see the newest value, and wrong when they need not.
#include "model_test.hpp"

#include <weft/detail/base/futex.hpp>

#include <array>
#include <cstdint>
#include <set>

namespace weft::test {
namespace {

using order = std::memory_order;
using two_values = std::array<int, 2>;

const model_plan k_without{.old_failures = old_failures::nowhere};

/// Each announces itself, and asks by a compare-exchange whether the other has: store buffering, where nobody orders
/// the load.
void announce_and_ask(order store, order failure) {
    struct state {
        atomic<int> here[2] = {0, 0};
        bool is_alone[2] = {false, false};
    } shared;
    for (int self = 0; self < 2; ++self)
        thread(self == 0 ? "one" : "two", [&shared, self, store, failure] {
            shared.here[self].store(1, store);
            int expected = 1;
            shared.is_alone[self] = !shared.here[1 - self].compare_exchange_strong(expected, 1, failure, failure);
        });
    join_all();
    check(!shared.is_alone[0] || !shared.is_alone[1], "one of them sees the other");
}

TEST(OldFailures, AreLoadsThatTheStoreBeforeThemDoesNotOrder) {
    holds([] { announce_and_ask(order::relaxed, order::relaxed); }, k_without);
    breaks([] { announce_and_ask(order::relaxed, order::relaxed); }, "one of them sees the other");
    breaks([] { announce_and_ask(order::release, order::acquire); }, "one of them sees the other");
    holds([] { announce_and_ask(order::seq_cst, order::seq_cst); }, {.old_failures = old_failures::everywhere});
}

/// A reader is told by a failure that the data is there.
void pass_a_message(order failure) {
    struct state {
        model::plain<int> data{0, "the data"};
        atomic<int> ready{0};
    } shared;
    thread("writer", [&shared] {
        shared.data.set(1);
        shared.ready.store(1, order::release);
        shared.ready.store(2, order::relaxed);
    });
    thread("reader", [&shared, failure] {
        int seen = 0;
        if (!shared.ready.compare_exchange_strong(seen, 0, order::relaxed, failure) && seen == 1) shared.data.get();
    });
    join_all();
}

TEST(OldFailures, AcquireWhatTheOldValueReleased) {
    holds([] { pass_a_message(order::acquire); }, {.old_failures = old_failures::everywhere});
    breaks([] { pass_a_message(order::relaxed); }, "the data");
}

/// What two compare-exchanges in a row find while 1 and then 2 is stored: (expected, found) of each.
std::set<two_values> two_looks(int expected) {
    std::set<two_values> seen;
    model::exploration how;
    how.kind = model::exploration_kind::dfs;
    how.preemption_bound = 100;
    const auto result = model::run(how,
                                   [&] {
                                       atomic<int> x{0};
                                       two_values found{expected, expected};
                                       thread("writer", [&] {
                                           x.store(1, order::relaxed);
                                           x.store(2, order::relaxed);
                                       });
                                       thread("reader", [&] {
                                           for (int& each : found)
                                               x.compare_exchange_strong(each, expected, order::relaxed);
                                       });
                                       join_all();
                                       seen.insert(found);
                                   },
                                   {.old_failures = true});
    EXPECT_FALSE(result.found);
    EXPECT_TRUE(result.exhausted);
    return seen;
}

TEST(OldFailures, NeverGoBackAndNeverFindWhatIsExpected) {
    EXPECT_EQ(two_looks(7), (std::set<two_values>{{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}}));
    // 1 is found only by a success, which stores it again behind the newest value: 2 may still follow, but 0 is over.
    EXPECT_EQ(two_looks(1), (std::set<two_values>{{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}}));
}

/// The waker asks by a read-modify-write, which sees the newest, whether anybody waits.
void wait_and_wake(order counting) {
    struct state {
        atomic<std::uint32_t> word{0};
        atomic<int> waiters{0};
    } shared;
    thread("waiter", [&shared, counting] {
        shared.waiters.fetch_add(1, counting);
        static_cast<void>(detail::futex_wait(&shared.word, 0));
    });
    thread("waker", [&shared, counting] {
        shared.word.store(1, order::relaxed);
        if (shared.waiters.fetch_add(0, counting) != 0) detail::futex_wake(&shared.word, 1);
    });
    join_all();
}

TEST(OldFailures, AWaitBeginsOnAnOldValueUnlessSomethingOrdersIt) {
    holds([] { wait_and_wake(order::relaxed); }, k_without);
    breaks([] { wait_and_wake(order::relaxed); }, "deadlock");
    holds([] { wait_and_wake(order::acq_rel); }, {.old_failures = old_failures::everywhere});
}

/// Who calls futex_wake() after the store need not ask: no wait that begins later overlooks the store.
TEST(OldFailures, NoWaitBeginsOnAValueFromBeforeAWakeUp) {
    holds(
        [] {
            atomic<std::uint32_t> word{0};
            thread("waiter", [&] { static_cast<void>(detail::futex_wait(&word, 0)); });
            thread("waker", [&] {
                word.store(1, order::relaxed);
                detail::futex_wake(&word, 1);
            });
            join_all();
        },
        {.old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
