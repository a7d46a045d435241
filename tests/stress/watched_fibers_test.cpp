// SPDX-License-Identifier: BSL-1.0
// Fibers whose owner selects their end, gives up, and joins or detaches them at the moment when they end elsewhere.
// Their records are in use again at once, and nobody may still be inside.
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <weft/detail/base/pause.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

enum class farewell : std::uint8_t { join, detach, drop };

/// How an owner lets go of the children that it spawns.
struct owner {
    std::atomic<std::size_t>& ended;
    std::size_t turn = 0;

    fiber<std::size_t> spawn_child() {
        auto child = spawn([this_turn = turn, &ended = ended] {
            for (std::size_t i = this_turn % 3; i != 0; --i) this_fiber::yield();
            ++ended;
            return this_turn;
        });
        lowlevel::wait_list& joiners = detail::fiber_access::record(child).joiners;
        if (joiners.try_lock())
            joiners.unlock();
        else
            ADD_FAILURE() << "the finisher of the record's last life has not left its list";
        return child;
    }

    /// Leaves the child's list of joiners before its end, or about then.
    void watch(fiber<std::size_t>& child) const {
        if (turn % 4 == 0)
            select_ordered(on_join(child), after(0ns));
        else
            select_ordered(on_join(child), after(std::chrono::microseconds(turn % 16)));
    }

    static void spin_until_done(const fiber<std::size_t>& child) {
        for (int look = 0; look < 2000 && !child.done(); ++look) detail::cpu_pause();
    }

    void let_go(fiber<std::size_t> child, farewell how) const {
        switch (how) {
        case farewell::join: EXPECT_EQ(child.join(), turn); break;
        case farewell::detach: child.detach(); break;
        case farewell::drop: break;
        }
    }

    void take_turn() {
        auto child = spawn_child();
        watch(child);
        spin_until_done(child);
        let_go(std::move(child), static_cast<farewell>(turn % 3));
        ++turn;
    }
};

class WatchedFibers : public OverWorkersBesideThreads {
protected:
    time_limit limit{200s};
};

TEST_P(WatchedFibers, AreLeftByTheirFinishersBeforeTheirRecordsAreUsedAgain) {
    const std::size_t turns = scaled(20'000);
    constexpr std::size_t k_owners = 6;
    std::atomic<std::size_t> ended = 0;
    testing::fiber_test_options how;
    how.runtime = {.workers = GetParam()};
    how.left_fibers = testing::left_fibers::may_end; // a detached child may be on its way out
    const auto body = [&] {
        std::vector<fiber<void>> owners;
        for (std::size_t i = 0; i < k_owners; ++i)
            owners.push_back(spawn([&] {
                owner self{ended};
                while (self.turn < turns) self.take_turn();
            }));
        for (auto& each : owners) each.join();
    };
    testing::expect_clean({GetParam()}, body, how);
    EXPECT_EQ(ended, k_owners * turns);
}

/// The handles are a plain thread's, whose waits block it.
TEST_P(WatchedFibers, MayBelongToAPlainThread) {
    const std::size_t turns = scaled(5000);
    std::atomic<std::size_t> ended = 0;
    {
        runtime home(options{.workers = GetParam()});
        for (std::size_t turn = 0; turn < turns; ++turn) {
            auto child = home.spawn([&ended, turn] { return ++ended, turn; });
            owner{ended, turn}.watch(child);
            owner::spin_until_done(child);
            owner{ended, turn}.let_go(std::move(child), static_cast<farewell>(turn % 3));
        }
    }
    EXPECT_EQ(ended, turns);
}

WEFT_OVER_REAL_WORKERS(WatchedFibers);

} // namespace
} // namespace weft::test
