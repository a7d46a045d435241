// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/group/gather/fiber_refs.hpp>
#include <weft/detail/group/gather/racing.hpp>
#include <weft/fiber.hpp>
#include <weft/gather_options.hpp>
#include <weft/with_timeout.hpp>

#include <ranges>
#include <source_location>
#include <type_traits>
#include <utility>

// race(): several things at once, and the value of the first that succeeds. The others are cancelled and joined. When
// none succeeds, an exception_group of all errors is thrown, in the order in which they came; for none to begin with,
// std::invalid_argument. Only on a fiber. Suspends; a checkpoint; cancelling it cancels all.
//
// The value is a T when all give that, else a std::variant of what they give, void as std::monostate.

namespace weft {

/// Calls all functions at once, each in a child of a group, so none outlives the call.
///
/// @code
/// std::string page = weft::race([&] { return fetch(here); }, [&] { return fetch(there); });
/// @endcode
template <class... Fns>
    requires(sizeof...(Fns) != 0 && (detail::gathers::task_callable<Fns> && ...))
auto race(Fns&&... fns) {
    const auto where = std::source_location::current();
    detail::gathers::race_slot<detail::child_result<Fns>...> winner;
    detail::gathers::run_race(gather_options(), where, [&](detail::group_core& core) {
        detail::gathers::spawn_racers(core, winner, where, std::index_sequence_for<Fns...>(),
                                      std::forward<Fns>(fns)...);
    });
    return winner.take();
}

/// Waits for fibers: their handles are empty afterwards, unless weft::cancelled is thrown, which has cancelled them.
template <detail::gathers::fiber_handle... F>
    requires(sizeof...(F) != 0)
auto race(F&&... fibers) {
    return detail::gathers::race_fibers(fibers...);
}

/// Calls fn(element) for all elements of the range at once, as gather() does; timeout_error at how.deadline.
template <std::ranges::input_range R, class Fn>
    requires detail::gathers::callable_over<Fn, R>
auto race(const gather_options& how, R&& over, Fn fn, std::source_location where = std::source_location::current()) {
    using given = std::ranges::range_reference_t<R>;
    detail::gathers::race_slot<std::invoke_result_t<Fn&, given>> winner;
    const auto call = [&](given&& element) {
        return detail::gathers::call_over<Fn, R>{fn, std::forward<given>(element)};
    };
    with_deadline(how.deadline, [&] { detail::gathers::race_range(winner, how, over, call, where); }, where);
    return winner.take();
}
template <std::ranges::input_range R, class Fn>
    requires detail::gathers::callable_over<Fn, R>
auto race(R&& over, Fn fn, std::source_location where = std::source_location::current()) {
    return race(gather_options(), std::forward<R>(over), std::move(fn), where);
}

/// The same of a range of callables, or of fibers.
template <std::ranges::input_range R>
    requires detail::gathers::callable_range<R>
auto race(R&& fns, std::source_location where = std::source_location::current()) {
    using given = std::ranges::range_reference_t<R>;
    detail::gathers::race_slot<detail::child_result<given>> winner;
    const auto call = [](given&& fn) { return detail::gathers::call_element<R>{std::forward<given>(fn)}; };
    detail::gathers::race_range(winner, gather_options(), fns, call, where);
    return winner.take();
}
template <std::ranges::input_range R>
    requires detail::gathers::fiber_range<R>
auto race(R&& fibers) {
    return detail::gathers::race_range_of_fibers(detail::gathers::handles_of(fibers));
}

} // namespace weft
