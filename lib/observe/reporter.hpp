// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/report_text.hpp"
#include "observe/census.hpp"
#include "observe/watchdog.hpp"
#include "runtime/observer.hpp"
#include "runtime/runtime_core.hpp"

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>

#include <cstdint>
#include <memory>

namespace weft::detail::observe {

/// The observer of every runtime. Any thread.
class reporter final : public observer {
public:
    /// Makes fibers visible to debuggers and to the report of a stack overflow.
    explicit reporter(runtime_core& core);
    reporter(const reporter&) = delete;
    reporter& operator=(const reporter&) = delete;
    ~reporter() override;

    void began(const fiber_record& fiber) override { census_.add(fiber); }
    void ended(std::uint64_t id) noexcept override { census_.remove(id); }
    standstill all_are_idle() noexcept override;
    void cannot_end() noexcept override;
    void ends_slowly() noexcept override;
    void watch_workers() override;

    census& fibers() noexcept { return census_; }
    runtime_core& core() noexcept { return core_; }

    /// How often a worker was found blocked and said so.
    unsigned blocked_reports() const noexcept { return blocked_reports_.load(memory_order_seq_cst); }
    void count_blocked_report() noexcept { blocked_reports_.fetch_add(1, memory_order_seq_cst); }

private:
    void describe_left(report_text& text) noexcept;
    void report_deadlock() noexcept;
    void wait_for_visitors() const noexcept;

    runtime_core& core_;
    census census_;
    atomic<unsigned> blocked_reports_{0};
    std::unique_ptr<watchdog> watchdog_; // of options::debug
};

/// The reporter of a runtime.
inline reporter& reporter_of(runtime_core& core) noexcept { return static_cast<reporter&>(core.observed_by()); }

} // namespace weft::detail::observe
