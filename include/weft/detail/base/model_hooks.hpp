// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>

// What the model build (WEFT_MODEL) puts behind atomics: every access is told to the engine in lib/model, which may
// switch to another virtual thread before it and decides what a load sees. Values travel as 64 bits; `size` is that of
// the object, whose memory always holds the newest value. Outside a run these are plain accesses.

namespace weft::detail::model {

WEFT_API std::uint64_t load(const void* where, std::size_t size, std::memory_order order) noexcept;
WEFT_API void store(void* where, std::size_t size, std::uint64_t value, std::memory_order order) noexcept;

/// A read-modify-write is begin_exchange(), which returns the newest value, and one of the two ends, with no access
/// between.
WEFT_API std::uint64_t begin_exchange(void* where, std::size_t size) noexcept;
WEFT_API void end_exchange(void* where, std::size_t size, std::uint64_t value, std::memory_order order) noexcept;
WEFT_API void refuse_exchange(void* where, std::size_t size, std::memory_order order) noexcept;

/// Within a compare-exchange, which is a mere load when it fails: true, and the value in `old`, when it is to fail on
/// an old value that is not the expected one.
WEFT_API bool fails_on_old(const void* where, std::size_t size, std::uint64_t expected, std::memory_order order,
                           std::uint64_t& old) noexcept;

/// True when a weak compare-exchange, or a wait, is to fail for no reason.
WEFT_API bool is_spurious() noexcept;

/// A new object lives at this address: what was stored there before is forgotten.
WEFT_API void construct(void* where) noexcept;

} // namespace weft::detail::model
