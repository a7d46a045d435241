// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::sched {

/// A build that looks for code which does not survive a migration: every suspended fiber continues on the next worker.
#if WEFT_FORCED_MIGRATION
inline constexpr bool k_forced_migration = true;
#else
inline constexpr bool k_forced_migration = false;
#endif

} // namespace weft::detail::sched
