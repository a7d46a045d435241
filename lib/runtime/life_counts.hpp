// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>

#include <cstdint>

namespace weft::detail::sched {

/// How many fibers were spawned and how many ended at one worker. Only that worker's thread moves the counts; any
/// thread reads them, behind event_count's fence: see runtime_core::nobody_lives().
class life_counts {
public:
    void count_spawned() noexcept { bump(spawned_); }
    void count_finished() noexcept { bump(finished_); }
    std::uint64_t spawned() const noexcept { return spawned_.load(memory_order_acquire); }
    std::uint64_t finished() const noexcept { return finished_.load(memory_order_acquire); }

private:
    static void bump(atomic<std::uint64_t>& counter) noexcept {
        counter.store(counter.load(memory_order_relaxed) + 1, memory_order_release);
    }

    atomic<std::uint64_t> spawned_{0};
    atomic<std::uint64_t> finished_{0};
};

} // namespace weft::detail::sched
