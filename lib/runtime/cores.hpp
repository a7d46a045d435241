// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <string>

namespace weft::detail::sched {

/// How many threads can run at once: the cores of the affinity mask, less what the control groups' quotas forbid; at
/// least 1.
unsigned usable_cores();

/// What the quotas of `group` and of each group above it leave of `most` cores, rounded up; at least 1. `mount` is the
/// folder of the root group (version 2 of control groups); "/a/b" is a group. A group whose file cannot be read forbids
/// nothing.
unsigned quota_cores(const std::string& mount, std::string group, unsigned most);

} // namespace weft::detail::sched
