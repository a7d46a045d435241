// SPDX-License-Identifier: BSL-1.0
// A simulation that was given up looked for its fibers among the records of all runtimes, while other threads wrote
// those: a data race, after which it might have taken another's fiber for its own. With the address sanitizer, the list
// of what was given up raced too.
#include <weft/testing/simulate.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace weft::test {
namespace {

constexpr unsigned k_runs_a_thread = 50;

void simulate_deadlocks() {
    for (unsigned seed = 0; seed < k_runs_a_thread; ++seed)
        EXPECT_THROW(testing::simulate(seed,
                                       [] {
                                           channel<int> never(1);
                                           auto waits = spawn([&] { never.pop(); });
                                           waits.join();
                                       }),
                     testing::simulation_failed);
}

void spawn_and_join() {
    for (unsigned round = 0; round < k_runs_a_thread; ++round)
        run(options{.workers = 1}, [] {
            std::vector<fiber<int>> all;
            for (int i = 0; i < 50; ++i)
                all.push_back(spawn([i] {
                    this_fiber::yield();
                    return i;
                }));
            for (int i = 0; i < 50; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].join(), i);
        });
}

TEST(TwoSimulations, MayBeGivenUpBesideEachOtherAndARuntime) {
    std::vector<std::thread> all;
    for (int i = 0; i < 3; ++i) all.emplace_back(&simulate_deadlocks);
    all.emplace_back(&spawn_and_join);
    for (auto& each : all) each.join();
}

} // namespace
} // namespace weft::test
