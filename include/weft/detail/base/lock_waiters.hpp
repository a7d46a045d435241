// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>

#include <cstddef>
#include <cstdint>

namespace weft::detail {

/// How many threads block, or are about to, on the locks of each group of addresses: kept here and not in the locks, as
/// unlock() must not touch its lock once it is free.
class WEFT_API lock_waiters {
public:
    static atomic<std::uint32_t>& of(const void* lock) noexcept;

private:
    static constexpr std::size_t k_groups = 64;
    static atomic<std::uint32_t> counts_[k_groups];
};

#if !WEFT_MODEL
inline atomic<std::uint32_t>& lock_waiters::of(const void* lock) noexcept {
    return counts_[(reinterpret_cast<std::uintptr_t>(lock) >> 6) % k_groups];
}
#endif

} // namespace weft::detail
