// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <weft/task_group.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class TaskGroup : public OverWorkers {};
class TaskGroupBesideThreads : public OverWorkersBesideThreads {};

std::string what_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        return failure.what();
    } catch (...) {
        return "no std::exception";
    }
}

/// The texts of the errors of the exception_group that fn throws; empty when it throws none.
template <class Fn>
std::vector<std::string> errors_of(Fn&& fn) {
    std::vector<std::string> texts;
    try {
        fn();
    } catch (const exception_group& errors) {
        for (const std::exception_ptr& each : errors.errors()) texts.push_back(what_of(each));
    }
    return texts;
}

using texts = std::vector<std::string>;

TEST_P(TaskGroup, AllChildrenHaveEndedWhenTheGroupDoes) {
    run([] {
        std::atomic<int> ended{0};
        with_task_group([&](task_group& group) {
            for (int i = 0; i < 50; ++i)
                group.spawn([&, i] {
                    if (i % 2 == 0) this_fiber::yield();
                    if (i % 3 == 0) this_fiber::sleep_for(1ms);
                    ++ended;
                });
        });
        EXPECT_EQ(ended, 50);
    });
}

TEST_P(TaskGroup, GivesTheValueOfItsBody) {
    run([] {
        EXPECT_EQ(with_task_group([](task_group&) { return 7; }), 7);
        auto moved = with_task_group([](task_group&) { return std::make_unique<int>(8); });
        EXPECT_EQ(*moved, 8);
        int there = 9;
        int& reference = with_task_group([&](task_group&) -> int& { return there; });
        EXPECT_EQ(&reference, &there);
    });
}

TEST_P(TaskGroup, AChildsHandleGivesItsResult) {
    run([] {
        int there = 0;
        with_task_group([&](task_group& group) {
            child<int> number = group.spawn([] { return 42; });
            child<std::unique_ptr<int>> moved = group.spawn([] { return std::make_unique<int>(43); });
            child<int&> reference = group.spawn([&]() -> int& { return there; });
            child<void> nothing = group.spawn([] {});
            EXPECT_NE(number.id(), 0u);
            EXPECT_EQ(number.join(), 42);
            EXPECT_EQ(*moved.join(), 43);
            EXPECT_EQ(&reference.join(), &there);
            nothing.join();
            EXPECT_FALSE(nothing.joinable());
        });
    });
}

TEST_P(TaskGroup, AHandleMayOutliveTheGroup) {
    run([] {
        child<std::string> late;
        with_task_group([&](task_group& group) { late = group.spawn([] { return std::string("kept"); }); });
        EXPECT_EQ(late.join(), "kept");
    });
}

TEST_P(TaskGroup, DroppingAHandleDoesNothing) {
    run([] {
        auto value = std::make_shared<int>(1);
        with_task_group([&](task_group& group) {
            for (int i = 0; i < 10; ++i) {
                group.spawn([value] { return value; });
                auto slow = group.spawn([value] {
                    this_fiber::sleep_for(1ms);
                    return value;
                });
            }
        });
        EXPECT_EQ(value.use_count(), 1);
    });
}

TEST_P(TaskGroup, ChildrenMaySpawnMore) {
    run([] {
        std::atomic<int> ended{0};
        with_task_group([&](task_group& group) {
            group.spawn([&] {
                this_fiber::yield();
                group.spawn([&] {
                    this_fiber::yield();
                    group.spawn([&] { ++ended; });
                    ++ended;
                });
                ++ended;
            });
        });
        EXPECT_EQ(ended, 3);
    });
}

TEST_P(TaskGroup, TheFirstErrorCancelsTheOthersAndTheBody) {
    run([] {
        std::atomic<int> cut{0};
        bool body_was_cut = false;
        const texts errors = errors_of([&] {
            with_task_group([&](task_group& group) {
                for (int i = 0; i < 5; ++i)
                    group.spawn([&] {
                        try {
                            nap();
                        } catch (const cancelled& why) {
                            EXPECT_EQ(why.reason(), cancel_reason::sibling_failed);
                            ++cut;
                            throw;
                        }
                    });
                group.spawn([] {
                    this_fiber::sleep_for(1ms);
                    throw std::runtime_error("first");
                });
                try {
                    nap();
                } catch (const cancelled&) {
                    body_was_cut = true;
                    throw;
                }
            });
        });
        EXPECT_EQ(errors, texts{"first"});
        EXPECT_EQ(cut, 5);
        EXPECT_TRUE(body_was_cut);
    });
}

TEST_P(TaskGroup, ErrorsComeInTheOrderOfCompletionTheBodysLast) {
    run([] {
        const texts errors = errors_of([] {
            with_task_group([](task_group& group) {
                for (int i = 1; i <= 3; ++i)
                    group.spawn([i] {
                        try {
                            nap();
                        } catch (const cancelled&) {
                            with_shield([&] { this_fiber::sleep_for(std::chrono::milliseconds(10 * i)); });
                        }
                        throw std::runtime_error(std::to_string(i));
                    });
                this_fiber::sleep_for(1ms);
                throw std::runtime_error("body");
            });
        });
        EXPECT_EQ(errors, (texts{"1", "2", "3", "body"}));
    });
}

TEST_P(TaskGroup, TheBodysErrorAloneIsAGroupToo) {
    run([] {
        const texts errors = errors_of([] {
            with_task_group([](task_group& group) {
                group.spawn(nap);
                throw std::runtime_error("body");
            });
        });
        EXPECT_EQ(errors, texts{"body"});
    });
}

TEST_P(TaskGroup, AnErrorThatJoinCarriedIntoTheBodyIsListedOnce) {
    run([] {
        const texts errors = errors_of([] {
            with_task_group([](task_group& group) {
                auto failing = group.spawn([] { throw std::runtime_error("once"); });
                with_shield([&] { failing.join(); });
            });
        });
        EXPECT_EQ(errors, texts{"once"});
    });
}

TEST_P(TaskGroup, AChildThatWasMerelyCancelledDoesNotAbortTheGroup) {
    run([] {
        with_task_group([](task_group& group) {
            auto one = group.spawn(nap);
            auto other = group.spawn([] {
                this_fiber::sleep_for(1ms);
                return 5;
            });
            this_fiber::yield();
            EXPECT_TRUE(one.cancel());
            EXPECT_FALSE(one.cancel()) << "only the first";
            EXPECT_THROW(one.join(), fiber_cancelled);
            EXPECT_EQ(other.join(), 5);
        });
    });
}

TEST_P(TaskGroup, SpawningIntoACancelledGroupGivesAChildCancelledBeforeItsFirstStep) {
    run([] {
        auto captured = std::make_shared<int>(1);
        bool ran = false;
        with_task_group([&](task_group& group) {
            group.cancel();
            auto late = group.spawn([&, captured] { ran = true; });
            group.spawn([&, captured] { ran = true; });
            with_shield([&] { EXPECT_THROW(late.join(), fiber_cancelled); });
        });
        EXPECT_FALSE(ran);
        EXPECT_EQ(captured.use_count(), 1);
    });
}

TEST_P(TaskGroup, AnOuterCancellationReachesTheChildrenAndGoesOn) {
    run([] {
        cancel_scope outer;
        std::atomic<int> cut{0};
        EXPECT_TRUE(outer.run([&] {
            with_task_group([&](task_group& group) {
                for (int i = 0; i < 4; ++i)
                    group.spawn([&] {
                        try {
                            nap();
                        } catch (const cancelled& why) {
                            EXPECT_TRUE(why.is_for(outer));
                            ++cut;
                            throw;
                        }
                    });
                group.spawn([&] {
                    this_fiber::sleep_for(1ms);
                    outer.cancel();
                });
            });
            ADD_FAILURE() << "children were cut off, so the cancellation goes on";
        }));
        EXPECT_EQ(cut, 4);
    });
}

TEST_P(TaskGroup, AnOuterCancellationWithAFailingChildThrowsTheGroupAndStays) {
    run([] {
        cancel_scope outer;
        bool thrown_again = false;
        EXPECT_TRUE(outer.run([&] {
            const texts errors = errors_of([&] {
                with_task_group([&](task_group& group) {
                    group.spawn([] {
                        try {
                            nap();
                        } catch (const cancelled&) {
                            throw std::runtime_error("while cleaning up");
                        }
                    });
                    this_fiber::sleep_for(1ms);
                    outer.cancel();
                    nap();
                });
            });
            EXPECT_EQ(errors, texts{"while cleaning up"});
            thrown_again = true;
            this_fiber::checkpoint();
            ADD_FAILURE() << "the cancellation is still there";
        }));
        EXPECT_TRUE(thrown_again);
    });
}

TEST_P(TaskGroup, AChildIsInTheScopesAroundTheGroupNotInThoseAroundSpawn) {
    run([] {
        with_task_group([](task_group& group) {
            cancel_scope inner;
            child<int> survivor;
            EXPECT_TRUE(inner.run([&] {
                survivor = group.spawn([] {
                    this_fiber::sleep_for(5ms);
                    return 1;
                });
                inner.cancel();
                nap();
            }));
            EXPECT_EQ(survivor.join(), 1);
        });
    });
}

TEST_P(TaskGroup, ADeadlineOfAScopeAroundReachesChildrenWhoseOwnerDoesNotWait) {
    run([] {
        EXPECT_THROW(with_timeout(5ms,
                                  [] {
                                      with_task_group([](task_group& group) {
                                          group.spawn(nap);
                                          group.spawn(nap);
                                      });
                                  }),
                     timeout_error);
    });
}

TEST_P(TaskGroup, AShieldAroundTheGroupHidesIt) {
    run([] {
        cancel_scope outer;
        std::atomic<int> ended{0};
        EXPECT_TRUE(outer.run([&] {
            outer.cancel();
            with_shield([&] {
                with_task_group([&](task_group& group) {
                    group.spawn([&] {
                        this_fiber::sleep_for(1ms);
                        ++ended;
                    });
                });
            });
            this_fiber::checkpoint();
        }));
        EXPECT_EQ(ended, 1);
    });
}

TEST_P(TaskGroup, AShieldInAChildHidesTheGroupsCancellation) {
    run([] {
        std::atomic<int> ended{0};
        with_task_group([&](task_group& group) {
            group.spawn([&] {
                with_shield([&] { this_fiber::sleep_for(2ms); });
                ++ended;
                this_fiber::checkpoint();
                ++ended;
            });
            this_fiber::yield();
            group.cancel();
        });
        EXPECT_LE(ended, 1) << "the checkpoint behind the shield throws";
    });
}

TEST_P(TaskGroup, CancelEndsNestedGroupsToo) {
    run([] {
        std::atomic<int> cut{0};
        with_task_group([&](task_group& group) {
            for (int i = 0; i < 3; ++i)
                group.spawn([&] {
                    with_task_group([&](task_group& inner) {
                        for (int k = 0; k < 3; ++k)
                            inner.spawn([&] {
                                try {
                                    nap();
                                } catch (const cancelled&) {
                                    ++cut;
                                    throw;
                                }
                            });
                    });
                });
            this_fiber::sleep_for(1ms);
            EXPECT_TRUE(group.cancel());
            EXPECT_TRUE(group.cancel_requested());
        });
        EXPECT_EQ(cut, 9);
    });
}

TEST_P(TaskGroup, CancelOfAFiberReachesItsGroups) {
    run([] {
        std::atomic<int> cut{0};
        auto owner = spawn([&] {
            with_task_group([&](task_group& group) {
                group.spawn([&] {
                    try {
                        nap();
                    } catch (const cancelled&) {
                        ++cut;
                        throw;
                    }
                });
            });
        });
        this_fiber::sleep_for(1ms);
        EXPECT_TRUE(owner.cancel());
        EXPECT_THROW(owner.join(), fiber_cancelled);
        EXPECT_EQ(cut, 1);
    });
}

TEST_P(TaskGroup, ABodyWithAValueThatItsGroupCutOffEndsWithFiberCancelled) {
    run([] {
        EXPECT_THROW(with_task_group([](task_group& group) {
                         group.cancel();
                         nap();
                         return 1;
                     }),
                     fiber_cancelled);
        with_task_group([](task_group& group) {
            group.cancel();
            nap();
        });
    });
}

TEST_P(TaskGroup, SizeCountsWhoHasNotEnded) {
    run([] {
        with_task_group([](task_group& group) {
            EXPECT_EQ(group.size(), 0u);
            channel<int> go(2);
            auto one = group.spawn([&] { static_cast<void>(go.pop()); });
            auto two = group.spawn([&] { static_cast<void>(go.pop()); });
            EXPECT_EQ(group.size(), 2u);
            go.push(1);
            go.push(1);
            one.join();
            two.join();
            EXPECT_EQ(group.size(), 0u);
        });
    });
}

TEST_P(TaskGroup, ALimitIsKept) {
    run([] {
        std::atomic<int> now{0};
        std::atomic<int> most{0};
        std::atomic<int> ended{0};
        const auto work = [&] {
            const int here = ++now;
            int seen = most;
            while (seen < here && !most.compare_exchange_weak(seen, here)) {}
            this_fiber::sleep_for(1ms);
            --now;
            ++ended;
        };
        with_task_group({.limit = 3}, [&](task_group& group) {
            for (int i = 0; i < 10; ++i) group.spawn(work);
        });
        EXPECT_EQ(most, 3);
        EXPECT_EQ(ended, 10);
    });
}

TEST_P(TaskGroup, WithALimitWhatChildrenSpawnIsQueued) {
    run([] {
        std::atomic<int> ended{0};
        with_task_group({.limit = 1}, [&](task_group& group) {
            group.spawn([&] {
                for (int i = 0; i < 5; ++i) group.spawn([&] { ++ended; });
                EXPECT_EQ(ended, 0) << "the only place is taken";
            });
        });
        EXPECT_EQ(ended, 5);
    });
}

TEST_P(TaskGroup, WithALimitSpawnIsACheckpoint) {
    run([] {
        auto captured = std::make_shared<int>(1);
        with_task_group({.limit = 1}, [&](task_group& group) {
            group.spawn([&] {
                this_fiber::yield();
                group.cancel();
            });
            auto fn = [captured] {};
            try {
                group.spawn(std::move(fn));
                group.spawn([] {});
                ADD_FAILURE() << "the group was cancelled while the body waited for a place";
            } catch (const cancelled&) {
                throw;
            }
        });
        EXPECT_EQ(captured.use_count(), 1);
    });
}

TEST_P(TaskGroup, QueuedChildrenOfACancelledGroupNeverRun) {
    run([] {
        std::atomic<int> ran{0};
        with_task_group({.limit = 1}, [&](task_group& group) {
            group.spawn([&] {
                for (int i = 0; i < 5; ++i) group.spawn([&] { ++ran; });
                group.cancel();
            });
        });
        EXPECT_EQ(ran, 0);
    });
}

TEST_P(TaskGroup, FirstSuccessCancelsTheOthers) {
    run([] {
        std::atomic<int> cut{0};
        with_task_group({.policy = group_policy::first_success}, [&](task_group& group) {
            group.spawn([] { throw std::runtime_error("not this one"); });
            group.spawn([] { this_fiber::sleep_for(1ms); });
            group.spawn([&] {
                try {
                    nap();
                } catch (const cancelled&) {
                    ++cut;
                    throw;
                }
            });
        });
        EXPECT_EQ(cut, 1);
    });
}

TEST_P(TaskGroup, FirstSuccessThrowsOnlyWhenNoneSucceeded) {
    run([] {
        const texts errors = errors_of([] {
            with_task_group({.policy = group_policy::first_success}, [](task_group& group) {
                group.spawn([] { throw std::runtime_error("a"); });
                group.spawn([] {
                    this_fiber::sleep_for(1ms);
                    throw std::runtime_error("b");
                });
            });
        });
        EXPECT_EQ(errors, (texts{"a", "b"}));
    });
}

TEST_P(TaskGroup, CollectGivesErrorsToTheHandles) {
    run([] {
        with_task_group({.policy = group_policy::collect}, [](task_group& group) {
            auto failing = group.spawn([] { throw std::runtime_error("mine"); });
            auto other = group.spawn([] {
                this_fiber::sleep_for(1ms);
                return 3;
            });
            EXPECT_THROW(failing.join(), std::runtime_error);
            EXPECT_EQ(other.join(), 3);
        });
    });
}

TEST_P(TaskGroup, CollectTellsOnErrorOfErrorsWhoseHandleIsGone) {
    run([] {
        std::vector<std::string> told;
        mutex guard;
        const group_options how{.policy = group_policy::collect, .on_error = [&](const child_end& end) {
                                    const std::lock_guard lock(guard);
                                    EXPECT_FALSE(end.cancelled);
                                    told.push_back(std::string(end.name) + ": " + what_of(end.error));
                                }};
        with_task_group(how, [&](task_group& group) {
            group.spawn({.name = "left"}, [] { throw std::runtime_error("lost"); });
            group.spawn({.name = "right"}, [] {
                this_fiber::sleep_for(1ms);
                throw std::runtime_error("gone");
            });
        });
        EXPECT_EQ(told, (texts{"left: lost", "right: gone"}));
    });
}

TEST_P(TaskGroup, UntilCancelsTheRest) {
    run([] {
        std::atomic<int> ended{0};
        const group_options how{.until = [&](const child_end&) { return ++ended == 2; }};
        with_task_group(how, [&](task_group& group) {
            for (int i = 1; i <= 3; ++i) group.spawn([i] { this_fiber::sleep_for(std::chrono::milliseconds(i)); });
            group.spawn(nap);
        });
        EXPECT_EQ(ended, 4) << "it is asked at the end of each";
    });
}

TEST_P(TaskGroup, WhatUntilThrowsIsAnErrorOfTheGroup) {
    run([] {
        const group_options how{.until = [](const child_end&) -> bool { throw std::runtime_error("until"); }};
        const texts errors = errors_of([&] { with_task_group(how, [](task_group& group) { group.spawn([] {}); }); });
        EXPECT_EQ(errors, texts{"until"});
    });
}

TEST_P(TaskGroup, ADaemonIsCancelledOnceAllOthersHaveEnded) {
    run([] {
        std::atomic<int> ended{0};
        std::atomic<int> seen{0};
        with_task_group([&](task_group& group) {
            group.spawn({.name = "daemon", .daemon = true}, [&] {
                try {
                    nap();
                } catch (const cancelled&) {
                    seen = ended.load();
                    throw;
                }
            });
            for (int i = 0; i < 3; ++i)
                group.spawn([&] {
                    this_fiber::sleep_for(1ms);
                    ++ended;
                });
        });
        EXPECT_EQ(seen, 3);
    });
}

TEST_P(TaskGroup, StartWaitsUntilTheChildSaysSo) {
    run([] {
        std::atomic<bool> served{false};
        with_task_group([&](task_group& group) {
            const int port = group.start<int>([&](started<int>& started) {
                this_fiber::sleep_for(1ms);
                started(8080);
                this_fiber::sleep_for(1ms);
                served = true;
            });
            EXPECT_EQ(port, 8080);
            EXPECT_FALSE(served);
            group.start([](started<>& started) { started(); });
        });
        EXPECT_TRUE(served);
    });
}

TEST_P(TaskGroup, AnErrorBeforeStartedGoesToTheCallerOfStartAlone) {
    run([] {
        with_task_group([](task_group& group) {
            EXPECT_THROW(group.start<int>([](started<int>&) { throw std::runtime_error("no port"); }),
                         std::runtime_error);
            EXPECT_THROW(group.start<int>([](started<int>&) {}), std::logic_error);
            EXPECT_FALSE(group.cancel_requested());
        });
    });
}

TEST_P(TaskGroup, AnErrorAfterStartedIsTheGroups) {
    run([] {
        const texts errors = errors_of([] {
            with_task_group([](task_group& group) {
                group.start([](started<>& started) {
                    started();
                    throw std::runtime_error("later");
                });
            });
        });
        EXPECT_EQ(errors, texts{"later"});
    });
}

TEST_P(TaskGroup, AStartThatIsCancelledCancelsOnlyItsChild) {
    run([] {
        bool cut = false;
        with_task_group([&](task_group& group) {
            auto other = group.spawn([] {
                this_fiber::sleep_for(10ms);
                return 1;
            });
            EXPECT_TRUE(move_on_after(1ms, [&] {
                group.start([&](started<>&) {
                    try {
                        nap();
                    } catch (const cancelled&) {
                        cut = true;
                        throw;
                    }
                });
            }));
            EXPECT_TRUE(cut);
            EXPECT_EQ(other.join(), 1);
        });
    });
}

TEST_P(TaskGroup, AChildThatWasCancelledBeforeItStartedEndsStart) {
    run([] {
        bool body_was_cut = false;
        with_task_group([&](task_group& group) {
            group.cancel();
            try {
                group.start<int>([](started<int>& started) { started(1); });
            } catch (const cancelled&) {
                body_was_cut = true;
                throw;
            }
        });
        EXPECT_TRUE(body_was_cut);
    });
}

TEST_P(TaskGroup, AChildThatRunsAtOnceIsInTheGroup) {
    run([] {
        const texts errors = errors_of([] {
            with_task_group([](task_group& group) {
                group.spawn({.policy = launch::dispatch}, [] { throw std::runtime_error("at once"); });
                nap();
            });
        });
        EXPECT_EQ(errors, texts{"at once"});
    });
}

TEST_P(TaskGroup, AChildMayCancelItsOwnGroupBeforeItsFirstWait) {
    run([] {
        bool went_on = false;
        with_task_group([&](task_group& group) {
            group.spawn({.policy = launch::dispatch}, [&] {
                group.cancel();
                went_on = true;
                this_fiber::checkpoint();
                ADD_FAILURE() << "it is in the group";
            });
            nap();
        });
        EXPECT_TRUE(went_on);
    });
}

TEST_P(TaskGroup, GroupsNestDeeply) {
    run([] {
        int deepest = 0;
        const auto nest = [&](auto& self, int depth) -> void {
            with_task_group([&](task_group& group) {
                deepest = depth;
                if (depth < 20) group.spawn([&, depth] { self(self, depth + 1); });
            });
        };
        nest(nest, 1);
        EXPECT_EQ(deepest, 20);
    });
}

TEST_P(TaskGroup, AnExceptionGroupOfANestedGroupIsOneError) {
    run([] {
        try {
            with_task_group([](task_group& group) {
                group.spawn([] {
                    with_task_group([](task_group& inner) { inner.spawn([] { throw std::runtime_error("deep"); }); });
                });
            });
            ADD_FAILURE() << "the child has failed";
        } catch (const exception_group& outer) {
            ASSERT_EQ(outer.errors().size(), 1u);
            EXPECT_EQ(errors_of([&] { std::rethrow_exception(outer.errors()[0]); }), texts{"deep"});
        }
    });
}

TEST_P(TaskGroup, AGroupInADestructorThatUnwindsWorks) {
    run([] {
        struct cleaner {
            std::atomic<int>& ended;
            ~cleaner() {
                with_task_group([&](task_group& group) {
                    group.spawn([&] {
                        this_fiber::sleep_for(1ms);
                        ++ended;
                    });
                });
            }
        };
        std::atomic<int> ended{0};
        EXPECT_THROW(
            [&] {
                const cleaner last{ended};
                throw std::runtime_error("unwinds");
            }(),
            std::runtime_error);
        EXPECT_EQ(ended, 1);
    });
}

TEST_P(TaskGroup, AGroupOfADestructorThatACancellationUnwindsIsNotCancelled) {
    run([] {
        struct cleaner {
            int& ended;
            ~cleaner() {
                with_task_group([&](task_group& group) {
                    group.spawn([&] {
                        this_fiber::sleep_for(1ms);
                        ++ended;
                    });
                });
            }
        };
        int ended = 0;
        cancel_scope scope;
        EXPECT_TRUE(scope.run([&] {
            const cleaner last{ended};
            scope.cancel();
            nap();
        }));
        EXPECT_EQ(ended, 1);
    });
}

TEST_P(TaskGroup, ChildrenThatComeAndGoKeepTheirPlaces) {
    run([] {
        std::atomic<int> ended{0};
        with_task_group([&](task_group& group) {
            std::vector<child<void>> some;
            for (int round = 0; round < 20; ++round) {
                for (int i = 0; i < 10; ++i)
                    some.push_back(group.spawn([&, i] {
                        if (i % 3 != 0) this_fiber::yield();
                        ++ended;
                    }));
                some.erase(some.begin(), some.begin() + 5);
                for (std::size_t i = 1; i < some.size(); i += 2) some[i] = child<void>();
                this_fiber::yield();
            }
        });
        EXPECT_EQ(ended, 200);
    });
}

TEST_P(TaskGroupBesideThreads, APlainThreadCancels) {
    run([] {
        for (int i = 0; i < 20; ++i) {
            channel<int> nothing(1);
            with_task_group([&](task_group& group) {
                for (int k = 0; k < 5; ++k) group.spawn([&] { static_cast<void>(nothing.pop()); });
                std::thread stopper([&] { group.cancel(); });
                stopper.join();
            });
        }
    });
}

TEST_P(TaskGroupBesideThreads, AThreadCancelsWhileChildrenComeAndGo) {
    run([] {
        for (int i = 0; i < 50; ++i) {
            cancel_scope outer;
            std::thread stopper([&] { outer.cancel(); });
            outer.run([&] {
                for (;;) {
                    with_task_group([&](task_group& group) {
                        for (int k = 0; k < 8; ++k)
                            group.spawn([&] {
                                with_task_group([&](task_group& inner) { inner.spawn([] { this_fiber::yield(); }); });
                            });
                    });
                    this_fiber::checkpoint();
                }
            });
            stopper.join();
        }
    });
}

WEFT_OVER_REAL_WORKERS(TaskGroupBesideThreads);
WEFT_OVER_WORKERS(TaskGroup);

} // namespace
} // namespace weft::test
