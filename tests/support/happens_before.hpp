// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/over_workers.hpp"

#include <gtest/gtest.h>

namespace weft::test {

/// The rows of docs/memory_model.md: what one side wrote before its operation, the other sees after its own. The
/// variables are plain, so ThreadSanitizer proves each row.
class HappensBefore : public OverWorkers {
protected:
    static constexpr int k_rounds = 50;

    /// `tell` says in a fiber of its own that `news` is there, `hear` waits for that; on fresh objects each round.
    template <class Objects, class Tell, class Hear>
    void proves(Tell tell, Hear hear) {
        run([&] {
            for (int round = 0; round < k_rounds; ++round) {
                Objects objects;
                int news = 0;
                auto teller = spawn([&] {
                    if (round % 2 == 0) this_fiber::yield();
                    news = 1;
                    tell(objects);
                });
                hear(objects);
                EXPECT_EQ(news, 1);
                teller.join();
            }
        });
    }

    /// Two fibers add to a plain variable, each between `enter` and `leave`.
    template <class Objects, class Enter, class Leave>
    void proves_exclusion(Enter enter, Leave leave) {
        run([&] {
            Objects objects;
            int sum = 0;
            const auto add = [&] {
                for (int round = 0; round < k_rounds; ++round) {
                    enter(objects);
                    ++sum;
                    if (round % 8 == 0) this_fiber::yield();
                    leave(objects);
                }
            };
            auto other = spawn(add);
            add();
            other.join();
            EXPECT_EQ(sum, 2 * k_rounds);
        });
    }
};

} // namespace weft::test
