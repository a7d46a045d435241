// SPDX-License-Identifier: BSL-1.0
#include "runtime/cores.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <sched.h>
#include <thread>

namespace weft::detail {
namespace {

unsigned affinity_cores() noexcept {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
    return std::max(1U, std::thread::hardware_concurrency());
}

/// The whole cores in the quota of the (version 2) control group, or `most` when there is none.
unsigned quota_cores(unsigned most) noexcept {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/sys/fs/cgroup/cpu.max", "re"),
                                                               &std::fclose);
    long quota = 0;
    long period = 0;
    if (!file || std::fscanf(file.get(), "%ld %ld", &quota, &period) != 2 || period <= 0)
        return most; // "max": no quota
    return static_cast<unsigned>(std::clamp<long>((quota + period - 1) / period, 1, most));
}

} // namespace

unsigned usable_cores() noexcept { return quota_cores(affinity_cores()); }

} // namespace weft::detail
