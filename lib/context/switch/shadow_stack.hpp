// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstdint>

namespace weft::detail::ctx {

/// A shadow_stack_query asks the system which shadow stack features the calling thread has: true, and a mask whose bit
/// 0 says that it has a shadow stack at all; or false, when the system knows no such thing.
using shadow_stack_query = bool (*)(std::uint64_t& features) noexcept;

/// system_shadow_stack() asks the kernel: arch_prctl on x86-64, prctl on aarch64 (where it is called guarded control
/// stack).
bool system_shadow_stack(std::uint64_t& features) noexcept;

/// refuse_shadow_stack() throws resource_error when the query finds a shadow stack: neither body of the switch changes
/// it with the stack, so the first return after a switch would kill the process.
void refuse_shadow_stack(shadow_stack_query query);

/// refuse_shadow_stack_of_process() does so for this process. It asks once: the C library decides before main() begins,
/// and every thread inherits its answer.
void refuse_shadow_stack_of_process();

} // namespace weft::detail::ctx
