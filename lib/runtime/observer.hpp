// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/record.hpp>

#include <cstdint>
#include <memory>

namespace weft::detail::sched {

class runtime_core;

/// What an observer found when all workers were idle. unclear: somebody from outside is about to leave, look again.
enum class standstill : std::uint8_t { none, unclear };

/// What a runtime tells whoever observes it: whoever keeps the census of its fibers, watches its workers and writes its
/// reports. The runtime knows only this face; what is behind it lies in lib/observe. Any thread, unless said otherwise.
class observer {
public:
    virtual ~observer() = default;

    /// The life of a fiber begins, before anybody can run it, and ends. Only while is_observed(). began() throws
    /// std::bad_alloc.
    virtual void began(const fiber_record& fiber) = 0;
    virtual void ended(std::uint64_t id) noexcept = 0;

    /// A worker finds itself the last to be idle. Aborts with a report when options::on_deadlock says so and nothing
    /// can wake the fibers that are left.
    virtual standstill all_are_idle() noexcept = 0;

    /// The runtime is to end, and its shutdown timeout has passed: aborts with a report.
    virtual void cannot_end() noexcept = 0;

    /// The runtime is to end, and options::left_report_after has passed: prints the fibers that are left.
    virtual void ends_slowly() noexcept = 0;

    /// Reports workers that are blocked for options::blocked_after, from now on. Once, before the workers run. Throws
    /// std::system_error when there is no thread for it.
    virtual void watch_workers() = 0;
};

} // namespace weft::detail::sched

namespace weft::detail::observe {

/// Never null; lives as long as `core`. Defined in lib/observe, as the next.
std::unique_ptr<observer> make_observer(runtime_core& core);

/// The body of `fiber` ended by an exception, and its handle is gone: terminates the program with a report, unless the
/// fiber was cancelled.
void fail_detached(const fiber_record& fiber) noexcept;

} // namespace weft::detail::observe
