// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstddef>
#include <cstdint>

namespace weft::detail::guards {

/// default_guard_size() is at least the distance at which compilers probe large frames: 16 KiB, on aarch64 64 KiB.
std::size_t default_guard_size() noexcept;

/// guard_kind says how guards are made. `mark` is MADV_GUARD_INSTALL (Linux 6.13): no mapping is split, so the number
/// of stacks is bounded by memory alone. `protect` is mprotect(PROT_NONE): two mappings a stack, so vm.max_map_count
/// bounds the number of stacks (to about 32,700 by default).
enum class guard_kind : std::uint8_t { mark, protect };

/// find_guard() asks environment and kernel for the kind to use: `protect` with WEFT_GUARD=mprotect in the environment,
/// under valgrind, or where the kernel lacks `mark`.
guard_kind find_guard() noexcept;

/// available_guard() is the kind this process uses: find_guard(), asked once.
guard_kind available_guard() noexcept;

/// install_guards() makes `count` guards of `size` bytes, `stride` bytes apart, the first at `first`; returns how many
/// it made, in order. When that is fewer than `count`, errno tells why. Where marking is refused (locked memory) it
/// protects instead.
std::size_t install_guards(guard_kind kind, std::byte* first, std::size_t size, std::size_t stride,
                           std::size_t count) noexcept;

} // namespace weft::detail::guards
