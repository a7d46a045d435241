// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <chrono>
#include <cstdint>

namespace weft::detail::base {

using time_point = std::chrono::steady_clock::time_point;

/// Blocks the calling thread while the 32 bits at `word` are `expected`; may also return for no reason. Never called on
/// a fiber's path except by base's own locks. Only the address of `word` is used by futex_wake, never its memory, so
/// the object may be gone by then.
WEFT_API void futex_wait(const void* word, std::uint32_t expected) noexcept;

/// As futex_wait(), until `deadline` at the latest; returns false when the deadline has passed.
WEFT_API bool futex_wait_until(const void* word, std::uint32_t expected, time_point deadline) noexcept;

/// Wakes at most `count` threads that wait on the word at this address.
WEFT_API void futex_wake(const void* word, int count) noexcept;

} // namespace weft::detail::base
