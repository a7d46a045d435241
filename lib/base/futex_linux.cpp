// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/futex.hpp>

#include <cerrno>
#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace weft::detail::base {
namespace {

long futex(const void* word, int operation, std::uint32_t value, const timespec* timeout) noexcept {
    return ::syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, timeout, nullptr, FUTEX_BITSET_MATCH_ANY);
}

timespec to_timespec(time_point deadline) noexcept {
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(deadline.time_since_epoch()).count();
    const auto clamped = since < 0 ? 0 : since;
    return {static_cast<std::time_t>(clamped / 1'000'000'000), static_cast<long>(clamped % 1'000'000'000)};
}

} // namespace

void futex_wait(const void* word, std::uint32_t expected) noexcept {
    futex(word, FUTEX_WAIT_BITSET, expected, nullptr);
}

bool futex_wait_until(const void* word, std::uint32_t expected, time_point deadline) noexcept {
    const timespec absolute = to_timespec(deadline); // FUTEX_WAIT_BITSET measures against CLOCK_MONOTONIC
    return futex(word, FUTEX_WAIT_BITSET, expected, &absolute) == 0 || errno != ETIMEDOUT;
}

void futex_wake(const void* word, int count) noexcept {
    futex(word, FUTEX_WAKE_BITSET, static_cast<std::uint32_t>(count), nullptr);
}

} // namespace weft::detail::base
