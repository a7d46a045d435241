// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/guard/guard.hpp"

#include <cstddef>

namespace weft::detail::stacks {

/// throw_mapping_refused() throws the weft::resource_error for an mmap() of `bytes` that failed with `error`. It looks
/// at the process to name the limit that was met: RLIMIT_AS, vm.max_map_count, or memory itself.
[[noreturn]] void throw_mapping_refused(std::size_t bytes, int error);

/// throw_guard_refused() throws the weft::resource_error for a stack guard of that kind that could not be made. Where
/// mprotect() lacks memory, it is because it would split a mapping too many.
[[noreturn]] void throw_guard_refused(guard_kind kind, int error);

} // namespace weft::detail::stacks
