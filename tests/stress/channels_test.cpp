// SPDX-License-Identifier: BSL-1.0
// Selects against plain operations, as often as it takes; conservation_test.cpp is about all the other ways to meet.
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Channels : public OverWorkersBesideThreads {
protected:
    time_limit limit{250s};
};

/// Go's TestSelectStress: two sides that meet over four channels by plain operations and by selects of all.
TEST_P(Channels, SelectsOfAllAndPlainOperationsMeet) {
    const std::size_t times = scaled(4'000);
    run([&] {
        channel<int> all[4] = {channel<int>(0), channel<int>(0), channel<int>(2), channel<int>(3)};
        std::vector<fiber<void>> fibers;
        for (auto& each : all) {
            fibers.push_back(spawn([&each, times] {
                for (std::size_t i = 0; i < times; ++i) each.push(0);
            }));
            fibers.push_back(spawn([&each, times] {
                for (std::size_t i = 0; i < times; ++i) each.pop();
            }));
        }
        fibers.push_back(spawn([&] {
            std::size_t left[4] = {times, times, times, times};
            for (std::size_t i = 0; i < 4 * times; ++i)
                --left[weft::select(when(left[0] != 0, on_push(all[0], 0)), when(left[1] != 0, on_push(all[1], 0)),
                                    when(left[2] != 0, on_push(all[2], 0)), when(left[3] != 0, on_push(all[3], 0)))];
        }));
        fibers.push_back(spawn([&] {
            std::size_t left[4] = {times, times, times, times};
            for (std::size_t i = 0; i < 4 * times; ++i)
                --left[weft::select(when(left[0] != 0, on_pop(all[0])), when(left[1] != 0, on_pop(all[1])),
                                    when(left[2] != 0, on_pop(all[2])), when(left[3] != 0, on_pop(all[3])))];
        }));
        for (auto& each : fibers) each.join();
        for (auto& each : all) EXPECT_EQ(each.size(), 0u);
    });
}

WEFT_OVER_REAL_WORKERS(Channels);

} // namespace
} // namespace weft::test
