// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <unistd.h>

#include <cstddef>

namespace weft::detail::stacks {

/// page_size() is the size of a page of memory, in bytes.
inline std::size_t page_size() noexcept { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

/// in_whole_pages() rounds a number of bytes up.
inline std::size_t in_whole_pages(std::size_t bytes) noexcept {
    return (bytes + page_size() - 1) / page_size() * page_size();
}

} // namespace weft::detail::stacks
