// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class CallOnce : public OverWorkers {};

TEST_P(CallOnce, CallsOnce) {
    run([] {
        once_flag flag;
        int calls = 0;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 16; ++i)
            all.push_back(spawn([&] {
                call_once(
                    flag,
                    [&](int by) {
                        this_fiber::yield();
                        calls += by;
                    },
                    1);
                EXPECT_EQ(calls, 1); // it has ended
            }));
        for (auto& each : all) each.join();
    });
}

TEST_P(CallOnce, AfterAnExceptionTheNextCallerTries) {
    run([] {
        once_flag flag;
        std::atomic<int> attempts{0}, failures{0};
        std::vector<fiber<void>> all;
        for (int i = 0; i < 8; ++i)
            all.push_back(spawn([&] {
                try {
                    call_once(flag, [&] {
                        this_fiber::sleep_for(1ms);
                        if (++attempts < 4) throw std::runtime_error("not yet");
                    });
                } catch (const std::runtime_error&) {
                    ++failures;
                }
            }));
        for (auto& each : all) each.join();
        EXPECT_EQ(attempts, 4);
        EXPECT_EQ(failures, 3);
    });
}

TEST_P(CallOnce, WhoFailedMayCallAgainWhileTheNextTries) {
    run([] {
        once_flag flag;
        std::atomic<int> attempts{0};
        const auto attempt = [&] {
            this_fiber::sleep_for(1ms); // the other comes, or comes again
            if (++attempts == 1) throw std::runtime_error("not yet");
        };
        const auto insist = [&] {
            try {
                call_once(flag, attempt);
            } catch (const std::runtime_error&) {
                call_once(flag, attempt);
            }
        };
        auto other = spawn(insist);
        insist();
        other.join();
        EXPECT_EQ(attempts, 2);
    });
}

TEST_P(CallOnce, AnExceptionWithNobodyWaitingLeavesTheFlagFresh) {
    run([] {
        once_flag flag;
        EXPECT_THROW(call_once(flag, [] { throw std::runtime_error("no"); }), std::runtime_error);
        bool called = false;
        call_once(flag, [&] { called = true; });
        EXPECT_TRUE(called);
        call_once(flag, [] { ADD_FAILURE() << "called twice"; });
    });
}

TEST_P(CallOnce, TheLastToReturnMayDestroyTheFlag) {
    run([] {
        for (int round = 0; round < 100; ++round) {
            struct state {
                once_flag flag;
                std::atomic<int> left{3};
            };
            auto* const shared = new state;
            const auto use = [shared] {
                call_once(shared->flag, [] { this_fiber::yield(); });
                if (--shared->left == 0) delete shared;
            };
            std::vector<fiber<void>> all;
            for (int i = 0; i < 3; ++i) all.push_back(spawn(use));
            for (auto& each : all) each.join();
        }
    });
}

WEFT_OVER_WORKERS(CallOnce);

} // namespace
} // namespace weft::test
