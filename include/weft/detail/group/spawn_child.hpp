// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/child.hpp>
#include <weft/detail/group/child_body.hpp>
#include <weft/detail/group/group_core.hpp>
#include <weft/detail/runtime/launch.hpp>
#include <weft/detail/task/spawn_on.hpp>
#include <weft/group_options.hpp>
#include <weft/spawn_options.hpp>

#include <source_location>
#include <type_traits>
#include <utility>

namespace weft::detail::groups {

/// A place that admit() gave, until a child has it.
class WEFT_API held_place {
public:
    explicit held_place(group_core& core) : core_(core), got_(core.places().admit()) {}
    held_place(const held_place&) = delete;
    held_place& operator=(const held_place&) = delete;
    ~held_place() { give_back(core_, got_); }

    static void give_back(group_core& core, group_core::admission got) noexcept {
        if (got == group_core::admission::holds_place) core.places().give();
    }

    group_core::admission hand_over() noexcept { return std::exchange(got_, group_core::admission::at_once); }

private:
    group_core& core_;
    group_core::admission got_;
};

template <class Fn>
using child_result = std::invoke_result_t<std::decay_t<Fn>&>;

template <class Fn>
using body_of_child = child_body<std::decay_t<Fn>, child_result<Fn>>;

template <class Fn>
auto spawn_child(group_core& core, Fn&& fn, const std::source_location& where) {
    held_place place(core);
    fiber_record& record = new_fiber_here().record;
    install_body<body_of_child<Fn>, child_note::k_at>(record, std::forward<Fn>(fn), where);
    core.launch_child(record, place.hand_over());
    return child_access::make<child_result<Fn>>(record);
}

template <class Fn>
auto spawn_child(group_core& core, const child_options& how, Fn&& fn, const std::source_location& where) {
    held_place place(core);
    const spawn_options usual{.name = how.name, .policy = how.policy, .pinned = how.pinned};
    fiber_record& record = new_fiber(core_of_caller(), usual);
    install_body<body_of_child<Fn>, child_note::k_at>(record, std::forward<Fn>(fn), where);
    const group_core::admission got = place.hand_over();
    try {
        core.launch_child(record, got, how);
    } catch (...) {
        held_place::give_back(core, got);
        in_payload<std::decay_t<Fn>, child_note::k_at>::destroy(record);
        abandon(record);
        throw;
    }
    return child_access::make<child_result<Fn>>(record);
}

} // namespace weft::detail::groups
