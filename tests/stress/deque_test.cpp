// SPDX-License-Identifier: BSL-1.0
// The owner and its thieves take every item exactly once.
#include "queue/work_deque.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using deque_type = detail::work_deque<std::uint64_t, 256>;
using detail::steal_outcome;

/// Count, sum and sum of squares of the items that somebody took: equal ones mean equal multisets, for all practical
/// purposes.
struct tally {
    std::uint64_t count = 0, sum = 0, squares = 0;
    void take(std::uint64_t item) {
        ++count;
        sum += item;
        squares += item * item;
    }
    void operator+=(const tally& other) {
        count += other.count;
        sum += other.sum;
        squares += other.squares;
    }
    bool operator==(const tally&) const = default;
};

TEST(Deque, OwnerAndFourThievesTakeEachItemOnce) {
    const time_limit limit{std::chrono::seconds(200)};
    const std::uint64_t items = scaled(100'000'000);
    deque_type deque(deque_type::sharing::shared);
    std::atomic<bool> over = false;
    std::vector<tally> stolen(4);
    std::vector<std::thread> thieves;
    for (tally& mine : stolen)
        thieves.emplace_back([&] {
            tally local;
            std::uint64_t item = 0;
            while (!over) {
                if (deque.steal(item) == steal_outcome::stolen)
                    local.take(item);
                else
                    std::this_thread::yield();
            }
            mine = local;
        });
    tally all, pushed;
    std::array<std::uint64_t, 4> places{};
    const auto pop = [&](std::uint64_t item) {
        if (item != 0) all.take(item);
        return item != 0;
    };
    for (std::uint64_t item = 1; item <= items; ++item) {
        pushed.take(item);
        while (places[item % 4] = deque.next_place(), !deque.push(item))
            pop(item % 2 == 0 ? deque.pop_newest() : deque.pop_oldest());
        if (item % 4 == 0) pop(deque.pop_newest());
        if (item % 4 == 1 && item > 4 && deque.remove(places[3], item - 2)) pop(item - 2);
        if (item % 16 == 2 && deque.remove(places[2], item)) pop(item);
    }
    while (pop(deque.pop_newest())) {}
    over = true;
    for (auto& each : thieves) each.join();
    for (const tally& each : stolen) all += each;
    EXPECT_EQ(all, pushed);
}

} // namespace
} // namespace weft::test
