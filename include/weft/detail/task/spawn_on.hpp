// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/task/body.hpp>
#include <weft/fiber.hpp>

#include <cstddef>
#include <source_location>
#include <type_traits>
#include <utility>

namespace weft::detail::tasks {

/// Puts the body, whose callable comes behind the first `At` bytes of the payload, into a fresh record; gives the
/// record back when that throws.
template <class Body, std::size_t At = 0, class Fn>
void install_body(fiber_record& record, Fn&& fn, const std::source_location& where) {
    record.spawn_file = where.file_name();
    record.spawn_line = where.line();
    if constexpr (std::is_nothrow_constructible_v<std::decay_t<Fn>, Fn> && fits_payload<std::decay_t<Fn>, At>) {
        Body::install(record, std::forward<Fn>(fn));
    } else {
        try {
            Body::install(record, std::forward<Fn>(fn));
        } catch (...) {
            abandon(record);
            throw;
        }
    }
}

/// True when nobody's code runs while the callable moves into a record.
template <class Fn>
inline constexpr bool moves_silently =
    fits_payload<std::decay_t<Fn>> && std::is_trivially_constructible_v<std::decay_t<Fn>, Fn>;

/// Spawns a fiber of the calling fiber's runtime.
template <class Fn>
auto launch_here(Fn&& fn, const std::source_location& where) {
    using result = std::invoke_result_t<std::decay_t<Fn>&>;
    using body = fiber_body<std::decay_t<Fn>, result>;
    const fresh_fiber fresh = new_fiber_here();
    install_body<body>(fresh.record, std::forward<Fn>(fn), where);
    if constexpr (moves_silently<Fn>)
        submit_fresh(fresh.record, fresh.here);
    else
        submit(fresh.record);
    return fiber_access::make<result>(fresh.record);
}

/// Gives the fiber its body and queues it.
template <class Fn>
auto launch_queued(fiber_record& record, Fn&& fn, const std::source_location& where) {
    using result = std::invoke_result_t<std::decay_t<Fn>&>;
    using body = fiber_body<std::decay_t<Fn>, result>;
    install_body<body>(record, std::forward<Fn>(fn), where);
    submit(record);
    return fiber_access::make<result>(record);
}

template <class Fn>
auto spawn_on(runtime_core& core, Fn&& fn, const std::source_location& where) {
    return launch_queued(new_fiber(core), std::forward<Fn>(fn), where);
}

template <class Fn>
auto spawn_on(runtime_core& core, const spawn_options& how, Fn&& fn, const std::source_location& where) {
    using result = std::invoke_result_t<std::decay_t<Fn>&>;
    using body = fiber_body<std::decay_t<Fn>, result>;
    fiber_record& record = new_fiber(core, how);
    install_body<body>(record, std::forward<Fn>(fn), where);
    try {
        submit(record, how.policy);
    } catch (...) {
        in_payload<std::decay_t<Fn>>::destroy(record);
        abandon(record);
        throw;
    }
    return fiber_access::make<result>(record);
}

} // namespace weft::detail::tasks
