// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/process.hpp"
#include "support/program.hpp"

#include <chrono>

// peak_after_3s: spawn N fibers that all suspend, join them, then tick once a second; resident bytes that are left
// after three ticks, for each fiber of the peak.
namespace bench::peak {

inline constexpr int k_ticks = 3;
inline constexpr std::chrono::seconds k_tick{1};

class account {
public:
    measurement bytes_left(std::size_t fibers) const {
        return {.own = {.value = (resident_bytes() - before_) / static_cast<double>(fibers), .unit = "bytes"}};
    }

private:
    double before_ = resident_bytes();
};

} // namespace bench::peak
