// SPDX-License-Identifier: BSL-1.0
// The state of C++ exceptions belongs to the fiber, also when it migrates in the middle of handling one. ./dev matrix
// builds this file at -O2 and -O3 with both compilers, and moves every fiber at each resume.
#include "runtime/forced_migration.hpp"
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft::test {
namespace {

class Exceptions : public OverWorkers {
protected:
    /// Runs several fibers of the same body at once.
    template <class Fn>
    void run_several(Fn fn) {
        run([&] {
            std::vector<fiber<void>> all;
            for (int i = 0; i < 16; ++i) all.push_back(spawn([&fn, i] { fn(i); }));
            for (auto& each : all) each.join();
        });
    }
};

void move_on() {
    for (int i = 0; i < 5; ++i) this_fiber::yield();
}

TEST_P(Exceptions, OfWhoeverCallsRunAreNotTheFibers) {
    try {
        throw 7;
    } catch (int) {
        run([] { EXPECT_EQ(std::current_exception(), nullptr); });
        EXPECT_THROW(throw, int);
    }
}

TEST_P(Exceptions, RethrowAfterASuspensionGivesTheFibersOwn) {
    run_several([](int i) {
        for (int round = 0; round < 50; ++round) try {
                try {
                    throw i;
                } catch (int) {
                    move_on();
                    throw;
                }
            } catch (int seen) {
                ASSERT_EQ(seen, i);
            }
    });
}

struct yields_when_destroyed {
    int expected;
    ~yields_when_destroyed() {
        EXPECT_EQ(std::uncaught_exceptions(), expected);
        move_on();
        EXPECT_EQ(std::uncaught_exceptions(), expected);
    }
};

TEST_P(Exceptions, DestructorsMaySuspendDuringUnwinding) {
    run_several([](int) {
        for (int round = 0; round < 50; ++round) try {
                const yields_when_destroyed guard{1};
                throw std::runtime_error("x");
            } catch (const std::runtime_error&) {
                EXPECT_EQ(std::uncaught_exceptions(), 0);
            }
    });
}

TEST_P(Exceptions, AnotherFiberSeesNone) {
    run([] {
        channel<int> gate(1);
        auto handling = spawn([&] {
            try {
                throw 1;
            } catch (int) {
                gate.pop();
            }
        });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        EXPECT_EQ(std::current_exception(), nullptr);
        spawn([] { EXPECT_EQ(std::current_exception(), nullptr); }).join();
        gate.push(1);
        handling.join();
    });
}

TEST_P(Exceptions, UncaughtCountsDoNotMix) {
    run([] {
        channel<int> gate(1);
        struct waits_when_destroyed {
            channel<int>& gate;
            ~waits_when_destroyed() { gate.pop(); }
        };
        auto unwinding = spawn([&] {
            try {
                const waits_when_destroyed guard{gate};
                throw 1;
            } catch (int) {
                EXPECT_EQ(std::uncaught_exceptions(), 0);
            }
        });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        EXPECT_EQ(std::uncaught_exceptions(), 0);
        gate.push(1);
        unwinding.join();
        EXPECT_EQ(std::uncaught_exceptions(), 0);
    });
}

TEST_P(Exceptions, ThrowAndCatchBesideOneThatIsHandled) {
    run_several([](int i) {
        try {
            throw std::to_string(i);
        } catch (const std::string& outer) {
            for (int round = 0; round < 20; ++round) {
                move_on();
                EXPECT_THROW(throw round, int);
            }
            EXPECT_EQ(outer, std::to_string(i));
        }
        EXPECT_EQ(std::current_exception(), nullptr);
    });
}

/// As std::experimental::scope_fail does it.
template <class Fn>
struct on_failure {
    Fn fn;
    int before = std::uncaught_exceptions();
    explicit on_failure(Fn f) : fn(std::move(f)) {}
    ~on_failure() {
        if (std::uncaught_exceptions() > before) fn();
    }
};

TEST_P(Exceptions, ScopeGuardsTellFailureFromSuccess) {
    run_several([](int) {
        int failures = 0;
        for (int round = 0; round < 40; ++round) try {
                const on_failure guard([&] {
                    move_on();
                    ++failures;
                });
                move_on();
                if (round % 2 == 0) throw 1;
            } catch (int) {
                move_on();
            }
        EXPECT_EQ(failures, 20);
    });
}

int depth_of(const std::exception& error) {
    try {
        std::rethrow_if_nested(error);
    } catch (const std::exception& inner) {
        move_on();
        return 1 + depth_of(inner);
    }
    return 1;
}

TEST_P(Exceptions, NestThreeDeep) {
    run_several([](int) {
        try {
            try {
                try {
                    throw std::runtime_error("one");
                } catch (...) {
                    move_on();
                    std::throw_with_nested(std::runtime_error("two"));
                }
            } catch (...) {
                move_on();
                std::throw_with_nested(std::runtime_error("three"));
            }
        } catch (const std::exception& error) {
            move_on();
            EXPECT_STREQ(error.what(), "three");
            EXPECT_EQ(depth_of(error), 3);
        }
    });
}

TEST_P(Exceptions, APointerIsKeptAcrossManyMigrations) {
    run_several([](int i) {
        std::exception_ptr kept;
        try {
            throw i;
        } catch (...) {
            kept = std::current_exception();
            const int turns = workers() > 2 && detail::k_forced_migration ? 300 : 6000; // each wakes a thread
            for (int turn = 0; turn < turns; ++turn) this_fiber::yield();
            EXPECT_EQ(std::current_exception(), kept);
        }
        move_on();
        try {
            std::rethrow_exception(kept);
        } catch (int seen) {
            EXPECT_EQ(seen, i);
        }
    });
}

TEST_P(Exceptions, JoinInACatchBlockMayRunTheChildInPlace) {
    run_several([](int i) {
        try {
            throw i;
        } catch (int) {
            EXPECT_THROW(spawn([] {
                             move_on();
                             throw std::string("child");
                         }).join(),
                         std::string);
            try {
                throw;
            } catch (int seen) {
                EXPECT_EQ(seen, i);
            }
        }
    });
}

TEST_P(Exceptions, StayWithAJoinerWhoseChildTookItToAnotherWorker) {
    run_several([](int i) {
        try {
            throw i;
        } catch (int) {
            spawn([] { // on the joiner's stack
                const unsigned before = worker_here();
                for (int turn = 0; turn < 20 && worker_here() == before; ++turn)
                    this_fiber::sleep_for(std::chrono::microseconds(1));
            })
                .join();
            try {
                throw;
            } catch (int seen) {
                EXPECT_EQ(seen, i);
            }
        }
    });
}

WEFT_OVER_WORKERS(Exceptions);

} // namespace
} // namespace weft::test
