// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cerrno>

namespace weft::detail::base {

/// Where the calling thread keeps errno; asked anew at each call, because a fiber may come back on another thread.
WEFT_API int* errno_location() noexcept;

} // namespace weft::detail::base

/// Opt-in, for code that reads errno on fibers: include it last. The C library tells the compiler that the place of
/// errno never changes, so in a function that suspends, errno may be that of a thread the fiber has left. With this
/// header every use asks again. Even so errno does not survive a suspension: the new thread has its own. Read it before
/// anything may suspend.
#undef errno
#define errno (*::weft::detail::errno_location())
