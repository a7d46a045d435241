// SPDX-License-Identifier: BSL-1.0
#include "runtime/cores.hpp"
#include "runtime/futex_poller.hpp"
#include "runtime/runtime_core.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <stdexcept>
#include <string_view>

namespace weft {

time_source options::default_time_source() noexcept {
    const char* const wanted = std::getenv("WEFT_CLOCK");
    return wanted != nullptr && std::strcmp(wanted, "virtual") == 0 ? time_source::virtual_time : time_source::real;
}

namespace detail::sched {
namespace {

constexpr unsigned k_most_workers = 1024;
constexpr std::size_t k_largest_stack = std::size_t{1} << 44;
constexpr std::size_t k_smallest_stack = std::size_t{16} * 1024;

unsigned default_workers() {
    const char* const text = std::getenv("WEFT_WORKERS");
    if (text == nullptr || *text == '\0') return usable_cores();
    const std::string_view wanted(text);
    unsigned workers = 0;
    const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), workers);
    if (error != std::errc{} || end != wanted.data() + wanted.size() || workers == 0 || workers > k_most_workers)
        throw std::invalid_argument(
            fmt::format("weft: WEFT_WORKERS is '{}'; use a number from 1 to {}", wanted, k_most_workers));
    return workers;
}

void check(const options& how) {
    if (how.workers > k_most_workers)
        throw std::invalid_argument(
            fmt::format("weft: options.workers is {}; use 1 to {}", how.workers, k_most_workers));
    if (how.stack_size < k_smallest_stack)
        throw std::invalid_argument(
            fmt::format("weft: options.stack_size is {} bytes; use at least {}", how.stack_size, k_smallest_stack));
    if (how.stack_size > k_largest_stack || how.guard_size > k_largest_stack)
        throw std::invalid_argument(
            fmt::format("weft: options.stack_size is {} and options.guard_size {} bytes; use at most {}",
                        how.stack_size, how.guard_size, k_largest_stack));
    if (how.order == order::fifo && how.workers != 1)
        throw std::invalid_argument(fmt::format("weft: order::fifo needs options.workers = 1, it is {}", how.workers));
    if (how.poller && how.time == time_source::virtual_time)
        throw std::invalid_argument(
            "weft: options.poller waits for the outside world, which knows no virtual time: use "
            "time_source::real (is WEFT_CLOCK=virtual set?)");
    if (how.poller && how.on_deadlock != deadlock::ignore)
        throw std::invalid_argument(
            "weft: options.on_deadlock needs the default poller: what options.poller (an io_context, say) waits for is "
            "unknown, so nobody can tell a deadlock from a wait: use deadlock::ignore");
    constexpr std::chrono::seconds k_none{0};
    if (how.shutdown_timeout < k_none || how.left_report_after < k_none || how.blocked_after <= k_none)
        throw std::invalid_argument(
            "weft: options.shutdown_timeout and options.left_report_after must not be negative, "
            "options.blocked_after must be positive");
}

} // namespace

options resolved(const options& how) {
    options result = how;
    if (result.workers == 0) result.workers = result.order == order::fifo ? 1 : default_workers();
    if (result.guard_size == 0) result.guard_size = default_guard_size();
    check(result);
    if (!result.poller) result.poller = [](unsigned) { return std::make_unique<futex_poller>(); };
    return result;
}

} // namespace detail::sched
} // namespace weft
