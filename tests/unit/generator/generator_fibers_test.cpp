// SPDX-License-Identifier: BSL-1.0
// Generators inside fibers: the body is part of the fiber that asks, and may suspend it.
#include "support/hand_round.hpp"
#include "support/over_workers.hpp"

#include <weft/generator.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class GeneratorInFibers : public OverWorkers {};
WEFT_OVER_WORKERS(GeneratorInFibers);

/// An item a second: it sleeps on the fiber that asks.
generator<int> slow(int n) {
    return generator<int>([n](auto& yield) {
        for (int i = 0; i < n; ++i) {
            this_fiber::sleep_for(1s);
            yield(i);
        }
    });
}

TEST_P(GeneratorInFibers, TheBodyMaySleep) {
    run([] {
        const auto begun = clock::now();
        int sum = 0;
        for (const int i : slow(4)) sum += i;
        EXPECT_EQ(sum, 6);
        EXPECT_EQ(clock::now() - begun, 4s);
    });
}

TEST_P(GeneratorInFibers, ManyFibersEachWithItsOwnShareTheWorkers) {
    run([] {
        const auto begun = clock::now();
        std::vector<fiber<int>> all;
        for (int n = 0; n < 50; ++n) {
            all.push_back(spawn([n] {
                int sum = 0;
                for (const int i : slow(n % 7)) sum += i;
                return sum;
            }));
        }
        for (int n = 0; n < 50; ++n) EXPECT_EQ(all[std::size_t(n)].join(), (n % 7) * (n % 7 - 1) / 2);
        EXPECT_EQ(clock::now() - begun, 6s);
    });
}

TEST_P(GeneratorInFibers, TheBodyMayWaitForAChannelThatAnotherFibersBodyFills) {
    run([] {
        channel<int> numbers(1);
        generator<int> received([&](auto& yield) {
            for (const int i : numbers) yield(i);
        });
        auto producer = spawn([&] {
            for (const int i : slow(20)) numbers.push(i);
            numbers.close();
        });
        int sum = 0;
        for (const int i : received) sum += i;
        EXPECT_EQ(sum, 190);
        producer.join();
    });
}

TEST_P(GeneratorInFibers, TheBodyMaySpawnAndJoin) {
    run([] {
        generator<int> squares([](auto& yield) {
            for (int i = 0; i < 100; ++i)
                yield(spawn([i] {
                          this_fiber::yield();
                          return i * i;
                      }).join());
        });
        int sum = 0;
        for (const int i : squares) sum += i;
        EXPECT_EQ(sum, 328'350);
    });
}

TEST_P(GeneratorInFibers, TheBodyRunsAsTheFiberThatAsks) {
    run([] {
        mutex lock;
        generator<fiber_id> ids([&](auto& yield) {
            lock.lock(); // by the fiber of the first next() ...
            yield(this_fiber::id());
            lock.unlock(); // ... and unlocked by it
            for (;;) yield(this_fiber::id());
        });
        EXPECT_EQ(ids.next(), this_fiber::id());
        EXPECT_EQ(ids.next(), this_fiber::id());
        const fiber_id other =
            spawn([&] { return *ids.next() == this_fiber::id() ? this_fiber::id() : fiber_id(); }).join();
        EXPECT_NE(other, fiber_id());
        EXPECT_NE(other, this_fiber::id());
    });
}

TEST_P(GeneratorInFibers, MayBeHandedFromFiberToFiberWhileSuspended) {
    run([] {
        generator<int> numbers([](auto& yield) {
            for (int i = 0;; ++i) {
                this_fiber::yield();
                yield(i);
            }
        });
        EXPECT_EQ(handed_round(std::move(numbers), 30).next(), 60);
    });
}

TEST_P(GeneratorInFibers, KeepTheExceptionsOfEachFiberApartWhileTheyMigrate) {
    run([] {
        std::vector<fiber<void>> all;
        for (int n = 0; n < 16; ++n) {
            all.push_back(spawn([n] {
                const std::string mine = "consumer " + std::to_string(n);
                generator<std::string> bodies([n](auto& yield) {
                    try {
                        throw std::runtime_error("body " + std::to_string(n));
                    } catch (const std::exception&) {
                        for (;;) {
                            this_fiber::yield();
                            try {
                                throw;
                            } catch (const std::exception& error) {
                                yield(error.what());
                            }
                        }
                    }
                });
                try {
                    throw std::runtime_error(mine);
                } catch (const std::exception&) {
                    for (int i = 0; i < 10; ++i) {
                        EXPECT_EQ(bodies.next(), "body " + std::to_string(n));
                        this_fiber::yield();
                        try {
                            throw;
                        } catch (const std::exception& error) {
                            EXPECT_EQ(error.what(), mine);
                        }
                    }
                }
            }));
        }
        for (auto& each : all) each.join();
    });
}

TEST_P(GeneratorInFibers, UnwindingMaySuspend) {
    run([] {
        struct slow_cleanup {
            bool& done;
            ~slow_cleanup() {
                this_fiber::sleep_for(1s);
                done = true;
            }
        };
        bool done = false;
        for (const int i : generator<int>([&](auto& yield) {
                 slow_cleanup mine{done};
                 yield(1);
             })) {
            if (i == 1) break;
        }
        EXPECT_TRUE(done);
    });
}

TEST_P(GeneratorInFibers, NestedBodiesSuspendTheSameFiber) {
    run([] {
        generator<int> outer([](auto& yield) {
            for (const int i : generator<int>([](auto& inner) {
                     for (const int k : slow(5)) {
                         this_fiber::sleep_for(1s);
                         inner(k);
                     }
                 })) {
                this_fiber::yield();
                yield(i);
            }
        });
        int sum = 0;
        for (const int i : outer) {
            this_fiber::sleep_for(1s);
            sum += i;
        }
        EXPECT_EQ(sum, 10);
    });
}

TEST_P(GeneratorInFibers, LeavesAFiberAsItEnds) {
    run([] {
        auto made = spawn([] {
            auto numbers = slow(3);
            EXPECT_EQ(numbers.next(), 0);
            return numbers;
        });
        auto numbers = made.join();
        EXPECT_EQ(numbers.next(), 1);
        EXPECT_EQ(numbers.next(), 2);
        EXPECT_EQ(numbers.next(), std::nullopt);
    });
}

} // namespace
} // namespace weft::test
