// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstddef>
#include <span>
#include <sys/uio.h>

namespace weft::detail::stacks {

/// advise_batch() gives the system one advice, as madvise() does, for many pieces of this process's memory in one call:
/// one lock of the address space, and at most one interrupt of other processors. Returns how many pieces from the front
/// it did: 0 where the kernel knows no such call. All pieces have the same size.
std::size_t advise_batch(std::span<const iovec> pieces, int advice) noexcept;

} // namespace weft::detail::stacks
