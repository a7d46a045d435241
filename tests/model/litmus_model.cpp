// SPDX-License-Identifier: BSL-1.0
// Invariant: the engine shows every outcome of these small programs that C++20 allows (within what model/memory.hpp
// models) and none that it forbids. So a wrong order in weft is seen on any processor, and a right one raises no alarm.
#include "model_test.hpp"

#include <weft/detail/base/fence.hpp>

#include <array>
#include <set>

namespace weft::test {
namespace {

using order = std::memory_order;
using outcome = std::array<int, 4>;
using outcomes = std::set<outcome>;

/// The results of a litmus program in every schedule with every value. `body` fills in the outcome.
template <class Body>
outcomes outcomes_of(Body&& body, model::fence_kind fences = model::fence_kind::asymmetric) {
    outcomes seen;
    model::exploration how;
    how.kind = model::exploration_kind::dfs;
    how.preemption_bound = 100;
    how.runs = 10'000'000;
    const auto result = model::run(how,
                                   [&] {
                                       outcome out{};
                                       body(out);
                                       seen.insert(out);
                                   },
                                   {.fences = fences});
    EXPECT_FALSE(result.found) << detail::describe(*result.found);
    EXPECT_TRUE(result.exhausted);
    return seen;
}

outcomes message_passing(order store, order load) {
    return outcomes_of([=](outcome& out) {
        atomic<int> data{0};
        atomic<int> flag{0};
        thread("writer", [&] {
            data.store(1, order::relaxed);
            flag.store(1, store);
        });
        thread("reader", [&] {
            out[0] = flag.load(load);
            out[1] = data.load(order::relaxed);
        });
        join_all();
    });
}

TEST(Litmus, MessagePassingNeedsReleaseAndAcquire) {
    const outcome lost{1, 0, 0, 0};
    EXPECT_TRUE(message_passing(order::relaxed, order::relaxed).contains(lost));
    EXPECT_TRUE(message_passing(order::release, order::relaxed).contains(lost));
    EXPECT_TRUE(message_passing(order::relaxed, order::acquire).contains(lost));
    EXPECT_EQ(message_passing(order::release, order::acquire), (outcomes{{0, 0, 0, 0}, {0, 1, 0, 0}, {1, 1, 0, 0}}));
    EXPECT_FALSE(message_passing(order::seq_cst, order::seq_cst).contains(lost));
}

TEST(Litmus, MessagePassingWithFences) {
    for (const bool release : {false, true}) {
        for (const bool acquire : {false, true}) {
            const outcomes seen = outcomes_of([=](outcome& out) {
                atomic<int> data{0};
                atomic<int> flag{0};
                thread("writer", [&] {
                    data.store(1, order::relaxed);
                    if (release) model::fence(order::release);
                    flag.store(1, order::relaxed);
                });
                thread("reader", [&, acquire] {
                    out[0] = flag.load(order::relaxed);
                    if (acquire) model::fence(order::acquire);
                    out[1] = data.load(order::relaxed);
                });
                join_all();
            });
            EXPECT_EQ(seen.contains({1, 0, 0, 0}), !(release && acquire));
        }
    }
}

enum class barrier { none, seq_cst_operations, seq_cst_fences, acq_rel_fences, light_and_heavy };

void pass(barrier kind, bool heavy) {
    if (kind == barrier::seq_cst_fences) model::fence(order::seq_cst);
    if (kind == barrier::acq_rel_fences) model::fence(order::acq_rel);
    if (kind == barrier::light_and_heavy) heavy ? detail::asymmetric_fence::heavy() : detail::asymmetric_fence::light();
}

outcomes store_buffering(barrier kind, model::fence_kind fences = model::fence_kind::asymmetric) {
    const order o = kind == barrier::seq_cst_operations ? order::seq_cst : order::relaxed;
    return outcomes_of(
        [=](outcome& out) {
            atomic<int> x{0};
            atomic<int> y{0};
            thread("one", [&] {
                x.store(1, o);
                pass(kind, false);
                out[0] = y.load(o);
            });
            thread("two", [&] {
                y.store(1, o);
                pass(kind, true);
                out[1] = x.load(o);
            });
            join_all();
        },
        fences);
}

TEST(Litmus, StoreBufferingNeedsSeqCst) {
    const outcome both_old{0, 0, 0, 0};
    EXPECT_TRUE(store_buffering(barrier::none).contains(both_old));
    EXPECT_TRUE(store_buffering(barrier::acq_rel_fences).contains(both_old));
    const outcomes others{{0, 1, 0, 0}, {1, 0, 0, 0}, {1, 1, 0, 0}};
    EXPECT_EQ(store_buffering(barrier::seq_cst_operations), others);
    EXPECT_EQ(store_buffering(barrier::seq_cst_fences), others);
    EXPECT_EQ(store_buffering(barrier::light_and_heavy), others);
    EXPECT_EQ(store_buffering(barrier::light_and_heavy, model::fence_kind::symmetric), others);
}

TEST(Litmus, TwoLightFencesOrderNothing) {
    const outcomes seen = outcomes_of([](outcome& out) {
        atomic<int> x{0};
        atomic<int> y{0};
        thread("one", [&] {
            x.store(1, order::relaxed);
            detail::asymmetric_fence::light();
            out[0] = y.load(order::relaxed);
        });
        thread("two", [&] {
            y.store(1, order::relaxed);
            detail::asymmetric_fence::light();
            out[1] = x.load(order::relaxed);
        });
        join_all();
    });
    EXPECT_TRUE(seen.contains({0, 0, 0, 0}));
}

/// Two writers of two variables, two readers that look at them in opposite orders.
outcomes independent_reads(order store, order load, bool fences) {
    return outcomes_of([=](outcome& out) {
        atomic<int> x{0};
        atomic<int> y{0};
        thread("x", [&, store] { x.store(1, store); });
        thread("y", [&, store] { y.store(1, store); });
        thread("x then y", [&, load, fences] {
            out[0] = x.load(load);
            if (fences) model::fence(order::seq_cst);
            out[1] = y.load(load);
        });
        thread("y then x", [&, load, fences] {
            out[2] = y.load(load);
            if (fences) model::fence(order::seq_cst);
            out[3] = x.load(load);
        });
        join_all();
    });
}

TEST(Litmus, ReadersAgreeOnTheOrderOfIndependentWritesOnlyWithSeqCst) {
    const outcome disagree{1, 0, 1, 0};
    EXPECT_TRUE(independent_reads(order::release, order::acquire, false).contains(disagree));
    EXPECT_FALSE(independent_reads(order::seq_cst, order::seq_cst, false).contains(disagree));
    EXPECT_FALSE(independent_reads(order::relaxed, order::relaxed, true).contains(disagree));
}

TEST(Litmus, OneVariableIsCoherent) {
    const outcomes seen = outcomes_of([](outcome& out) {
        atomic<int> x{0};
        thread("writer", [&] {
            x.store(1, order::relaxed);
            x.store(2, order::relaxed);
        });
        thread("reader", [&] {
            out[0] = x.load(order::relaxed);
            out[1] = x.load(order::relaxed);
        });
        join_all();
        out[2] = x.load(order::relaxed);
    });
    EXPECT_EQ(seen, (outcomes{{0, 0, 2, 0}, {0, 1, 2, 0}, {0, 2, 2, 0}, {1, 1, 2, 0}, {1, 2, 2, 0}, {2, 2, 2, 0}}));
}

TEST(Litmus, AReadThatHappensBeforeHidesOlderStores) {
    const outcomes seen = outcomes_of([](outcome& out) {
        atomic<int> x{0};
        atomic<int> told{0};
        thread("writer", [&] { x.store(1, order::relaxed); });
        thread("teller", [&] {
            out[0] = x.load(order::relaxed);
            told.store(1, order::release);
        });
        thread("told", [&] {
            out[1] = told.load(order::acquire);
            out[2] = x.load(order::relaxed);
        });
        join_all();
    });
    EXPECT_FALSE(seen.contains({1, 1, 0, 0}));
    EXPECT_TRUE(seen.contains({1, 0, 0, 0}));
    EXPECT_TRUE(seen.contains({0, 1, 0, 0}));
}

/// A release store, then a step of another thread on the same variable; the reader acquires that step's value.
outcomes release_sequence(bool by_exchange) {
    return outcomes_of([=](outcome& out) {
        atomic<int> data{0};
        atomic<int> flag{0};
        thread("head", [&] {
            data.store(1, order::relaxed);
            flag.store(1, order::release);
        });
        thread("middle", [&, by_exchange] {
            if (by_exchange)
                flag.fetch_add(2, order::relaxed);
            else
                flag.store(3, order::relaxed);
        });
        thread("reader", [&] {
            out[0] = flag.load(order::acquire);
            out[1] = data.load(order::relaxed);
        });
        join_all();
    });
}

TEST(Litmus, AReleaseSequenceGoesOnThroughExchangesOnly) {
    EXPECT_FALSE(release_sequence(true).contains({3, 0, 0, 0}));
    EXPECT_TRUE(release_sequence(false).contains({3, 0, 0, 0}));
}

TEST(Litmus, ExchangesReadTheNewest) {
    const outcomes seen = outcomes_of([](outcome& out) {
        atomic<int> x{0};
        for (const char* const name : {"one", "two"}) thread(name, [&] { x.fetch_add(1, order::relaxed); });
        join_all();
        out[0] = x.load(order::relaxed);
    });
    EXPECT_EQ(seen, (outcomes{{2, 0, 0, 0}}));
}

TEST(Litmus, AWeakExchangeFailsForNoReason) {
    const outcomes seen = outcomes_of([](outcome& out) {
        atomic<int> x{0};
        int expected = 0;
        out[0] = x.compare_exchange_weak(expected, 1, order::relaxed) ? 1 : 0;
        expected = x.load(order::relaxed);
        out[1] = x.compare_exchange_strong(expected, 2, order::relaxed) ? 1 : 0;
    });
    EXPECT_EQ(seen, (outcomes{{0, 1, 0, 0}, {1, 1, 0, 0}}));
}

/// A seq_cst store and a fence: the load after the fence sees a seq_cst store that came before it.
TEST(Litmus, FencesAndSeqCstOperationsShareOneOrder) {
    const outcomes seen = outcomes_of([](outcome& out) {
        atomic<int> x{0};
        atomic<int> y{0};
        thread("one", [&] {
            x.store(1, order::seq_cst);
            out[0] = y.load(order::seq_cst);
        });
        thread("two", [&] {
            y.store(1, order::relaxed);
            model::fence(order::seq_cst);
            out[1] = x.load(order::relaxed);
        });
        join_all();
    });
    EXPECT_FALSE(seen.contains({0, 0, 0, 0}));
}

} // namespace
} // namespace weft::test
