// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace weft::test {

/// `times` fibers hand `numbers` (0, 1, 2, ...), suspended, from one to the next, and take two each; returns it at the
/// number 2 * times.
template <class Generator>
Generator handed_round(Generator numbers, int times) {
    channel<Generator> hands(1);
    hands.push(std::move(numbers));
    std::vector<fiber<void>> runners;
    for (int n = 0; n < times; ++n) {
        runners.push_back(spawn([&hands] {
            auto mine = *hands.pop();
            const int first = *mine.next();
            EXPECT_EQ(mine.next(), first + 1);
            hands.push(std::move(mine));
        }));
    }
    for (auto& each : runners) each.join();
    return *hands.pop();
}

} // namespace weft::test
