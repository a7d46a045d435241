// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/blocking_mutex.hpp"

#include <weft/detail/base/atomic.hpp>

namespace weft::detail::sched {

class runtime_core;

/// Counts the works outside a runtime (weft::outside_work). The works may outlive the runtime, so the gate does, too.
class outside_gate {
public:
    explicit outside_gate(runtime_core& core) noexcept : core_(&core) {}

    // Any thread.
    void begin() noexcept { works_.fetch_add(1, memory_order_seq_cst); }
    void end() noexcept;

    bool is_anybody_at_work() const noexcept { return works_.load(memory_order_seq_cst) != 0; }

    /// Called by the runtime's destructor: the works that are left wake no worker any more.
    void close() noexcept;

private:
    atomic<unsigned> works_{0};
    blocking_mutex lock_;
    runtime_core* core_ WEFT_GUARDED_BY(lock_);
};

} // namespace weft::detail::sched
