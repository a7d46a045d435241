// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace weft::detail {

/// Zero bytes for a large array. The system gives them page by page, at the first touch of each: calloc, after a large block
/// was freed once, takes the next one from its heap instead, and writes all of it.
/// take_zeroed() throws std::bad_alloc. Any thread may call both; `bytes` is the same in both.
void* take_zeroed(std::size_t bytes);
void return_zeroed(void* memory, std::size_t bytes) noexcept;

} // namespace weft::detail
