// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstdint>

namespace weft::detail::fibers {

/// A random number, for choices that shall be fair: the next of the worker, whose first depends on options::seed; on
/// plain threads, the next of the process. In the model build 0. Any fiber, any thread.
WEFT_API std::uint32_t random_here() noexcept;

} // namespace weft::detail::fibers
