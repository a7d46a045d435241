// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft::test {

/// An item of a conservation test: who made it, and a number that this producer gives once, in rising order.
struct numbered {
    std::uint32_t producer = 0;
    std::uint32_t number = 0;

    friend bool operator<(const numbered& left, const numbered& right) { return left.number < right.number; }
};

/// The sequential oracle of conservation tests: which items went in, which came out. At the end both are the same, each
/// item once. Items of `k_nobody` are counted only.
class books {
public:
    static constexpr std::uint32_t k_nobody = ~std::uint32_t{0};

    books(std::size_t producers, std::size_t numbers) : in_(producers) {
        for (auto& each : in_) each.resize(numbers / 64 + 1);
        for (std::size_t i = 0; i < producers; ++i) out_.emplace_back(numbers / 64 + 1);
    }

    /// The item has gone in. Its producer only.
    void pushed(numbered item) {
        if (item.producer == k_nobody)
            ++nobodys_in_;
        else
            in_[item.producer][item.number / 64] |= bit(item);
    }

    /// The item has come out. Anybody.
    void popped(numbered item) {
        if (item.producer == k_nobody)
            ++nobodys_out_;
        else if ((out_[item.producer][item.number / 64].fetch_or(bit(item), std::memory_order_relaxed) & bit(item)) !=
                 0)
            ADD_FAILURE() << "item " << item.number << " of " << item.producer << " came out twice";
    }

    /// Once nobody pushes or pops and all places are empty.
    void expect_balanced() const {
        EXPECT_EQ(nobodys_in_, nobodys_out_);
        for (std::size_t who = 0; who < in_.size(); ++who)
            for (std::size_t word = 0; word < in_[who].size(); ++word)
                if (in_[who][word] != out_[who][word])
                    ADD_FAILURE() << "producer " << who << ", items from " << 64 * word << " on: in " << std::hex
                                  << in_[who][word] << ", out " << out_[who][word];
    }

private:
    static std::uint64_t bit(numbered item) { return std::uint64_t{1} << (item.number % 64); }

    std::vector<std::vector<std::uint64_t>> in_; // each by its producer only
    std::vector<std::vector<std::atomic<std::uint64_t>>> out_;
    std::atomic<std::size_t> nobodys_in_{0}, nobodys_out_{0};
};

/// What one consumer has got from one first-in first-out place: the items of each producer in their order.
class in_order {
public:
    explicit in_order(std::size_t producers) : next_(producers) {}

    void got(numbered item) {
        if (item.producer == books::k_nobody) return;
        if (item.number < next_[item.producer])
            ADD_FAILURE() << "item " << item.number << " of " << item.producer << " came after "
                          << next_[item.producer] - 1;
        next_[item.producer] = item.number + 1;
    }

private:
    std::vector<std::uint32_t> next_;
};

} // namespace weft::test
