// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/task/spawn_on.hpp>

namespace weft {

/// Starts `fn()` in a new fiber of the calling fiber's runtime and returns its handle. The callable is moved into the
/// fiber and destroyed on it. The caller goes on; the new fiber waits for its turn (see launch::dispatch).
///
/// On a fiber, or in an Asio handler on a worker; on a plain thread use runtime::spawn. Never suspends, but with
/// launch::dispatch a calling fiber is queued. Throws resource_error when there is no memory for the fiber's record,
/// and std::runtime_error in a handler after the last fiber has ended. The stack comes when the fiber first runs:
/// should there be none, the fiber ends with resource_error, which join() throws.
template <class Fn>
auto spawn(Fn&& fn, std::source_location where = std::source_location::current()) {
    return detail::launch_here(std::forward<Fn>(fn), where);
}

/// As above, with a name, a launch policy, a pin: `weft::spawn({.name = "reader"}, [] { ... })`.
template <class Fn>
auto spawn(const spawn_options& how, Fn&& fn, std::source_location where = std::source_location::current()) {
    return detail::spawn_on(detail::core_of_caller(), how, std::forward<Fn>(fn), where);
}

} // namespace weft
