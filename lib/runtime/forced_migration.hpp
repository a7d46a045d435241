// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace weft::detail {

/// A build that looks for code which does not survive a migration: every suspended fiber continues on the next worker.
#if defined(WEFT_FORCED_MIGRATION)
inline constexpr bool k_forced_migration = true;
#else
inline constexpr bool k_forced_migration = false;
#endif

} // namespace weft::detail
