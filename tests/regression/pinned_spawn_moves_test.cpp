// SPDX-License-Identifier: BSL-1.0
// A pinned fiber was pinned before its callable was copied. When the copy suspended, and the spawner went on on another
// worker, the fiber began there, and moved to the worker of its pin when it was woken first.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::test {
namespace {

/// Whose copy takes the fiber to another worker, if others are idle.
struct moving_copy {
    moving_copy() = default;
    moving_copy(const moving_copy&) {
        const unsigned before = worker_here();
        for (int turn = 0; turn < 2000 && worker_here() == before; ++turn) this_fiber::yield();
    }
    moving_copy& operator=(const moving_copy&) = delete;
};

void spawn_pinned(launch policy) {
    const auto body = [copied = moving_copy()] {
        const unsigned here = worker_here();
        for (int turn = 0; turn < 3; ++turn) {
            this_fiber::sleep_for(std::chrono::microseconds(1));
            EXPECT_EQ(worker_here(), here);
        }
    };
    spawn({.policy = policy, .pinned = true}, body).join();
}

class PinnedSpawn : public OverWorkers {
protected:
    void moves_with(launch policy) {
        run([policy] {
            std::vector<fiber<void>> all;
            for (int i = 0; i < 20; ++i) all.push_back(spawn([policy] { spawn_pinned(policy); }));
            for (auto& each : all) each.join();
        });
    }
};

TEST_P(PinnedSpawn, StaysWhereItBeginsWhenTheCopyOfItsCallableHasMovedTheSpawner) { moves_with(launch::queued); }

TEST_P(PinnedSpawn, StaysThereWhenItIsDispatched) { moves_with(launch::dispatch); }

WEFT_OVER_WORKERS(PinnedSpawn);

} // namespace
} // namespace weft::test
