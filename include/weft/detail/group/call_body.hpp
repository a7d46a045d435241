// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancelled.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/group/group_core.hpp>

#include <utility>

namespace weft::detail::groups {

/// Calls the body of a group; what leaves it is the group's.
template <class Fn>
void call_body(group_core& core, Fn&& fn) noexcept {
    try {
        std::forward<Fn>(fn)();
    } catch (const cancelled& why) {
        core.body_cancelled(why);
    } catch (...) {
        core.body_failed();
    }
}

} // namespace weft::detail::groups
