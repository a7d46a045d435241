// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <weft/context_var.hpp>
#include <weft/fiber_local.hpp>
#include <weft/task_group.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class FiberLocal : public OverWorkers {};
class ContextVar : public OverWorkers {};
class ContextVarBesideThreads : public OverWorkersBesideThreads {};

TEST_P(FiberLocal, IsEachFibersOwn) {
    run([] {
        fiber_local<int> number;
        EXPECT_FALSE(number.has_value());
        EXPECT_EQ(*number, 0);
        *number = 1;
        auto other = spawn([&] {
            EXPECT_EQ(*number, 0);
            *number = 2;
            this_fiber::yield();
            EXPECT_EQ(*number, 2);
        });
        this_fiber::yield();
        EXPECT_EQ(*number, 1);
        other.join();
        EXPECT_EQ(*number, 1);
        EXPECT_TRUE(number.has_value());
    });
}

TEST_P(FiberLocal, IsMadeAsItsFactorySays) {
    run([] {
        int made = 0;
        fiber_local<std::string> text([&] { return "made " + std::to_string(++made); });
        EXPECT_EQ(*text, "made 1");
        EXPECT_EQ(text->size(), 6u) << "once a fiber";
        EXPECT_EQ(made, 1);
    });
}

struct noted {
    std::vector<std::string>* notes = nullptr;
    std::string what;
    ~noted() {
        if (notes != nullptr) notes->push_back(what);
    }
};

TEST_P(FiberLocal, ValuesAreDestroyedInReverseOrderBeforeJoinReturns) {
    run([] {
        std::vector<std::string> notes;
        fiber_local<noted> first;
        fiber_local<noted> second;
        auto other = spawn([&] {
            first->what = "first";
            second->what = "second";
            first->notes = second->notes = &notes;
        });
        other.join();
        EXPECT_EQ(notes, (std::vector<std::string>{"second", "first"}));
    });
}

TEST_P(FiberLocal, ValuesOfAChildAreDestroyedBeforeItsGroupEnds) {
    run([] {
        std::atomic<int> destroyed{0};
        struct counting {
            std::atomic<int>* to = nullptr;
            ~counting() {
                if (to != nullptr) ++*to;
            }
        };
        fiber_local<counting> value;
        with_task_group([&](task_group& group) {
            for (int i = 0; i < 5; ++i)
                group.spawn([&, i] {
                    if (i % 2 == 0) this_fiber::yield();
                    value->to = &destroyed;
                });
        });
        EXPECT_EQ(destroyed, 5);
    });
}

TEST_P(FiberLocal, ADestructorMayWaitAndUseOthers) {
    run([] {
        static fiber_local<int> other;
        struct waiting {
            int* seen = nullptr;
            ~waiting() {
                if (seen == nullptr) return;
                this_fiber::sleep_for(1ms); // also of a fiber that was cancelled
                *seen = *other + 1;
            }
        };
        fiber_local<waiting> value;
        int seen = 0;
        auto quick = spawn([&] { value->seen = &seen; });
        quick.join();
        EXPECT_EQ(seen, 1);
        seen = 0;
        auto cut = spawn([&] {
            value->seen = &seen;
            *other = 6;
            this_fiber::sleep_for(1h);
        });
        this_fiber::sleep_for(1ms);
        cut.cancel();
        EXPECT_THROW(cut.join(), fiber_cancelled);
        EXPECT_EQ(seen, 1) << "the other was destroyed first, and is made anew";
    });
}

TEST_P(FiberLocal, WhatMakingItThrowsLeavesNone) {
    run([] {
        bool fails = true;
        fiber_local<int> number([&]() -> int {
            if (fails) throw std::runtime_error("not now");
            return 4;
        });
        EXPECT_THROW(*number, std::runtime_error);
        EXPECT_FALSE(number.has_value());
        fails = false;
        EXPECT_EQ(*number, 4);
    });
}

TEST_P(ContextVar, IsCopiedToChildrenAtSpawnAndDoesNotComeBack) {
    run([] {
        context_var<std::string> user("nobody");
        EXPECT_EQ(user.get(), "nobody");
        user.set("ann");
        auto child = spawn([&] {
            EXPECT_EQ(user.get(), "ann");
            user.set("bob");
            auto grandchild = spawn([&] { return user.get(); });
            EXPECT_EQ(grandchild.join(), "bob");
        });
        user.set("cleo");
        EXPECT_EQ(*user, "cleo");
        child.join();
        EXPECT_EQ(user->size(), 4u);
        auto named = spawn({.name = "named"}, [&] { return user.get() + std::string(this_fiber::name()); });
        EXPECT_EQ(named.join(), "cleonamed");
        with_task_group([&](task_group& group) {
            EXPECT_EQ(group.spawn([&] { return user.get(); }).join(), "cleo");
            EXPECT_EQ(group.spawn({.name = "x"}, [&] { return user.get(); }).join(), "cleo");
        });
    });
}

TEST_P(ContextVar, WithPutsBackWhatWasBefore) {
    run([] {
        context_var<int> number(1);
        context_var<int> other(10);
        number.set(2);
        EXPECT_EQ(number.with(3,
                              [&] {
                                  other.set(11);
                                  return number.get() + other.get();
                              }),
                  14);
        EXPECT_EQ(number.get(), 2);
        EXPECT_EQ(other.get(), 10);
        EXPECT_THROW(number.with(4, [] { throw std::runtime_error("x"); }), std::runtime_error);
        EXPECT_EQ(number.get(), 2);
    });
}

TEST_P(ContextVar, ManyOfThemAreKeptApart) {
    run([] {
        std::vector<std::unique_ptr<context_var<int>>> all;
        for (int i = 0; i < 10; ++i) all.push_back(std::make_unique<context_var<int>>(-1));
        for (int round = 0; round < 3; ++round)
            for (int i = 0; i < 10; ++i) all[static_cast<std::size_t>(i)]->set(10 * round + i);
        auto child = spawn([&] {
            for (int i = 9; i >= 0; --i) {
                EXPECT_EQ(all[static_cast<std::size_t>(i)]->get(), 20 + i);
                all[static_cast<std::size_t>(i)]->set(0);
            }
        });
        child.join();
        for (int i = 0; i < 10; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)]->get(), 20 + i);
    });
}

TEST_P(ContextVar, ValuesAreReleasedWithTheLastFiberThatHasThem) {
    run([] {
        auto value = std::make_shared<int>(5);
        context_var<std::shared_ptr<int>> shared;
        auto holder = spawn([&] {
            shared.set(value);
            return spawn([&] {
                this_fiber::sleep_for(1ms);
                return **shared;
            });
        });
        auto child = holder.join();
        EXPECT_EQ(child.join(), 5);
        EXPECT_EQ(value.use_count(), 1);
    });
}

TEST_P(ContextVarBesideThreads, APlainThreadSeesTheUsualValue) {
    context_var<int> number(7);
    run([&] {
        number.set(8);
        latch over(1);
        std::thread outside([&] {
            EXPECT_EQ(number.get(), 7);
            over.count_down();
        });
        over.wait();
        outside.join();
    });
}

WEFT_OVER_WORKERS(FiberLocal);
WEFT_OVER_WORKERS(ContextVar);
WEFT_OVER_REAL_WORKERS(ContextVarBesideThreads);

} // namespace
} // namespace weft::test
