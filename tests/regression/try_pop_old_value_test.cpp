// SPDX-License-Identifier: BSL-1.0
// channel::try_pop() destroyed the old value of its argument under the channel's spin lock: a fiber's handle joins
// there, and the next to use the channel blocked the worker's thread.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

class TryPopOldValue : public OverWorkers {};

TEST_P(TryPopOldValue, MaySuspendInItsDestructor) {
    run([] {
        channel<fiber<void>> items(4);
        bool old_has_ended = false;
        auto other = spawn([&] {
            this_fiber::sleep_for(std::chrono::milliseconds(5)); // while the old value is joined
            EXPECT_FALSE(old_has_ended);
            items.push(spawn([] {}));
        });
        fiber<void> item = spawn([&] {
            this_fiber::sleep_for(std::chrono::milliseconds(20));
            old_has_ended = true;
        });
        items.push(spawn([] {}));
        EXPECT_EQ(items.try_pop(item), channel_status::success);
        EXPECT_TRUE(old_has_ended);
        other.join();
        EXPECT_EQ(items.try_pop(item), channel_status::success);
    });
}

WEFT_OVER_WORKERS(TryPopOldValue);

} // namespace
} // namespace weft::test
