// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstddef>

namespace weft::detail::base {

/// take_zeroed() returns zero bytes for a large array. They come from the system, which provides a page at its first
/// touch. (calloc() does so only at first: once a large block was freed, calloc() takes the next one from its heap and
/// writes all of it.) Throws std::bad_alloc. Any thread may call both; return_zeroed() is given the same `bytes`.
void* take_zeroed(std::size_t bytes);
void return_zeroed(void* memory, std::size_t bytes) noexcept;

} // namespace weft::detail::base
