// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/process.hpp"
#include "support/program.hpp"
#include "support/stopwatch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

// sleep_1m: a million fibers sleep once each, between 0 and 1 s; wall time beyond that second, and CPU time, from the
// first spawn to the last join; milliseconds.
namespace bench::sleeping {

// How long fiber `index` sleeps: spread over the second by a multiplicative hash, the same in every implementation.
constexpr std::chrono::microseconds nap(std::uint64_t index) {
    const std::uint64_t mixed = (index * 0x9e3779b97f4a7c15U) >> 32U;
    return std::chrono::microseconds((mixed * 1'000'000U) >> 32U);
}

class account {
public:
    measurement finish() const {
        const double overrun = watch_.milliseconds() - 1000;
        const double cpu = cpu_milliseconds() - cpu_before_;
        return {.own = {.value = overrun, .unit = "ms"},
                .others = {{.bench = "sleep_1m_cpu", .value = {.value = cpu, .unit = "ms"}}}};
    }

private:
    double cpu_before_ = cpu_milliseconds();
    stopwatch watch_;
};

} // namespace bench::sleeping
