// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_pool.hpp"

namespace weft::detail::stacks {

// Pools that belong to the process, one for each size that is a power of two: made when first asked for, never
// destroyed. Every release ages them, and so do the workers of any runtime. Any thread.

inline constexpr unsigned k_least_shared_bits = 14;
inline constexpr unsigned k_most_shared_bits = 30;

/// shared_pool() is the pool of stacks with 2^bits bytes, k_least_shared_bits <= bits <= k_most_shared_bits. Throws
/// what std::call_once throws.
stack_pool& shared_pool(unsigned bits);

/// shared_pools_due() is the earliest ageing_due() of all shared pools.
time_point shared_pools_due() noexcept;

/// age_shared_pools() takes one step of ageing in each shared pool; true when memory went back.
bool age_shared_pools(time_point now) noexcept;

} // namespace weft::detail::stacks
