// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_scope.hpp>
#include <weft/cancelled.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/group/gather/fiber_refs.hpp>
#include <weft/detail/group/gather/gather_fibers.hpp>
#include <weft/detail/group/gather/gathering.hpp>
#include <weft/fiber.hpp>
#include <weft/gather_options.hpp>
#include <weft/group_options.hpp>
#include <weft/result.hpp>
#include <weft/with_timeout.hpp>

#include <deque>
#include <exception>
#include <ranges>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>

// gather() and gather_settled(): several things at once, and all their values, in the order in which they were given.
//
// Of callables: each runs in a child of a group, so none outlives the call. Of fibers: their handles are the caller's;
// the values are taken out of them, as by join(). The two never mix. Cancelling a gather cancels all, in every form. A
// void element gives std::monostate; when all are void, so is the result of gather(). Only on a fiber. Suspends; a
// checkpoint.

namespace weft {

/// Calls all functions at once. When one throws, the others are cancelled and joined; then that error alone is thrown.
///
/// @code
/// auto [user, orders] = weft::gather([&] { return load_user(id); }, [&] { return load_orders(id); });
/// @endcode
template <class... Fns>
    requires(detail::gathers::task_callable<Fns> && ...)
auto gather(Fns&&... fns) {
    const auto where = std::source_location::current();
    const group_options usual;
    std::tuple<detail::gathers::value_slot<detail::child_result<Fns>>...> slots;
    detail::gathers::run_gathering(usual, where, [&]([[maybe_unused]] detail::group_core& core) {
        std::apply(
            [&](auto&... each) { (detail::gathers::spawn_filling(core, each, std::forward<Fns>(fns), where), ...); },
            slots);
    });
    return detail::gathers::take_tuple<detail::child_result<Fns>...>(slots);
}

/// Waits for all fibers. When one fails, its error is thrown at once; the others keep running, and their handles stay
/// the caller's.
template <detail::gathers::fiber_handle... F>
    requires(sizeof...(F) != 0)
auto gather(F&&... fibers) {
    return detail::gathers::gather_fibers(fibers...);
}
template <std::ranges::input_range R>
    requires detail::gathers::fiber_range<R>
auto gather(R&& fibers) {
    return detail::gathers::gather_range_of_fibers(detail::gathers::handles_of(fibers));
}

/// Calls fn(element) for all elements at once, `how.limit` at a time unless that is 0. The children share fn; each has
/// an element of its own, or refers to the range's when that gives lvalues. Errors as with callables; timeout_error
/// when how.deadline comes first: elements that were not begun never are.
///
/// @code
/// std::vector<page> pages = weft::gather({.limit = 8}, urls, [](const url& each) { return fetch(each); });
/// @endcode
template <std::ranges::input_range R, class Fn>
    requires detail::gathers::callable_over<Fn, R>
auto gather(const gather_options& how, R&& over, Fn fn, std::source_location where = std::source_location::current()) {
    using given = std::ranges::range_reference_t<R>;
    using value = std::invoke_result_t<Fn&, given>;
    std::deque<detail::gathers::value_slot<value>> slots;
    const auto call = [&](given&& element) {
        return detail::gathers::call_over<Fn, R>{fn, std::forward<given>(element)};
    };
    with_deadline(how.deadline, [&] { detail::gathers::gather_into(slots, how, over, call, where); }, where);
    return detail::gathers::take_vector<value>(slots);
}
template <std::ranges::input_range R, class Fn>
    requires detail::gathers::callable_over<Fn, R>
auto gather(R&& over, Fn fn, std::source_location where = std::source_location::current()) {
    return gather(gather_options(), std::forward<R>(over), std::move(fn), where);
}

/// The same of a range of callables.
template <std::ranges::input_range R>
    requires detail::gathers::callable_range<R>
auto gather(R&& fns, std::source_location where = std::source_location::current()) {
    using given = std::ranges::range_reference_t<R>;
    using value = detail::child_result<given>;
    std::deque<detail::gathers::value_slot<value>> slots;
    const auto call = [](given&& fn) { return detail::gathers::call_element<R>{std::forward<given>(fn)}; };
    detail::gathers::gather_into(slots, gather_options(), fns, call, where);
    return detail::gathers::take_vector<value>(slots);
}

/// As gather(), but errors become elements, too: a result<T> for each, a tuple or a vector of them. Nothing that fails
/// cancels anything.
template <class... Fns>
    requires(detail::gathers::task_callable<Fns> && ...)
auto gather_settled(Fns&&... fns) {
    const auto where = std::source_location::current();
    const group_options usual;
    std::tuple<detail::gathers::result_slot<detail::child_result<Fns>>...> slots;
    detail::gathers::run_gathering(usual, where, [&]([[maybe_unused]] detail::group_core& core) {
        std::apply(
            [&](auto&... each) { (detail::gathers::spawn_filling(core, each, std::forward<Fns>(fns), where), ...); },
            slots);
    });
    return detail::gathers::take_tuple<result<detail::child_result<Fns>>...>(slots);
}
template <detail::gathers::fiber_handle... F>
    requires(sizeof...(F) != 0)
auto gather_settled(F&&... fibers) {
    return detail::gathers::settle_fibers(fibers...);
}
template <std::ranges::input_range R>
    requires detail::gathers::fiber_range<R>
auto gather_settled(R&& fibers) {
    return detail::gathers::settle_range_of_fibers(detail::gathers::handles_of(fibers));
}

/// Of a range with a function: at how.deadline what is unfinished becomes a timeout_error; what was not begun never is.
template <std::ranges::input_range R, class Fn>
    requires detail::gathers::callable_over<Fn, R>
auto gather_settled(const gather_options& how, R&& over, Fn fn,
                    std::source_location where = std::source_location::current()) {
    using given = std::ranges::range_reference_t<R>;
    using value = std::invoke_result_t<Fn&, given>;
    std::deque<detail::gathers::result_slot<value>> slots;
    const auto call = [&](given&& element) {
        return detail::gathers::call_over<Fn, R>{fn, std::forward<given>(element)};
    };
    detail::gathers::settle_into(slots, how, over, call, where);
    return detail::gathers::take_vector<result<value>>(slots);
}
template <std::ranges::input_range R, class Fn>
    requires detail::gathers::callable_over<Fn, R>
auto gather_settled(R&& over, Fn fn, std::source_location where = std::source_location::current()) {
    return gather_settled(gather_options(), std::forward<R>(over), std::move(fn), where);
}
template <std::ranges::input_range R>
    requires detail::gathers::callable_range<R>
auto gather_settled(R&& fns, std::source_location where = std::source_location::current()) {
    using given = std::ranges::range_reference_t<R>;
    using value = detail::child_result<given>;
    std::deque<detail::gathers::result_slot<value>> slots;
    const auto call = [](given&& fn) { return detail::gathers::call_element<R>{std::forward<given>(fn)}; };
    detail::gathers::gather_into(slots, gather_options(), fns, call, where);
    return detail::gathers::take_vector<result<value>>(slots);
}

} // namespace weft
