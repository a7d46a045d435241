// SPDX-License-Identifier: BSL-1.0
// What has to be seen on the machine's clock: the unit tests' clocks are virtual, and those stand still while a fiber is ready.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class RealClock : public OverWorkers {
protected:
    static options how() {
        options result = OverWorkers::how();
        result.time = time_source::real;
        return result;
    }
};

TEST_P(RealClock, TimersFireBesideFibersThatYieldForEver) {
    run_and_check(how(), [] {
        std::atomic<bool> stop = false;
        std::vector<fiber<void>> busy;
        for (unsigned i = 0; i < 2 * workers(); ++i)
            busy.push_back(spawn([&] {
                while (!stop) this_fiber::yield();
            }));
        const auto start = clock::now();
        for (int i = 0; i < 5; ++i) this_fiber::sleep_for(200us);
        EXPECT_GE(clock::now() - start, 1ms);
        stop = true;
        for (auto& each : busy) each.join();
    });
}

WEFT_OVER_REAL_WORKERS(RealClock);

TEST(RealClockOfAPlainThread, ItSleeps) {
    const auto start = clock::now();
    this_fiber::sleep_for(1ms);
    EXPECT_GE(clock::now(), start + 1ms);
}

} // namespace
} // namespace weft::test
