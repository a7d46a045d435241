// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/channel.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/group/gather/completing.hpp>
#include <weft/detail/group/gather/fiber_refs.hpp>
#include <weft/detail/group/gather/gathering.hpp>
#include <weft/fiber.hpp>
#include <weft/gather_options.hpp>
#include <weft/result.hpp>

#include <ranges>
#include <source_location>
#include <type_traits>
#include <utility>

// as_completed(): several things at once, and what each has come to, in the order in which they end. An input range of
// completion<T>; getting the next one suspends, and is a checkpoint. Only on a fiber, which ends the walk before it
// leaves the scope that it began it in.

namespace weft {

/// Of fibers: those that the walk has not come to stay the caller's, with their handles; the others' are empty. The
/// range of handles outlives the walk.
///
/// @code
/// for (auto& [index, page] : weft::as_completed(fibers)) show(index, page);
/// @endcode
template <std::ranges::input_range R>
    requires detail::gathers::fiber_range<R>
auto as_completed(R&& fibers) {
    static_assert(std::is_lvalue_reference_v<std::ranges::range_reference_t<R>>,
                  "as_completed() refers to the handles of fibers: keep them, and give a range of lvalues");
    return detail::gathers::fiber_completions(detail::gathers::handles_of(fibers));
}

/// Calls fn(element) for all elements of the range at once, `how.limit` at a time unless that is 0; at how.deadline
/// what is unfinished comes as timeout_error, and what was not begun never is. Leaving the walk early cancels the rest
/// and waits for it. The elements are copied or moved, unless the range gives lvalues: that range outlives the walk.
template <std::ranges::input_range R, class Fn>
    requires detail::gathers::callable_over<Fn, R>
auto as_completed(const gather_options& how, R&& over, Fn fn,
                  std::source_location where = std::source_location::current()) {
    return detail::gathers::complete_over(how, std::forward<R>(over), std::move(fn), where);
}
template <std::ranges::input_range R, class Fn>
    requires detail::gathers::callable_over<Fn, R>
auto as_completed(R&& over, Fn fn, std::source_location where = std::source_location::current()) {
    return detail::gathers::complete_over(gather_options(), std::forward<R>(over), std::move(fn), where);
}

/// The same of a range of callables.
template <std::ranges::input_range R>
    requires detail::gathers::callable_range<R>
auto as_completed(R&& fns, std::source_location where = std::source_location::current()) {
    return detail::gathers::complete_over(gather_options(), std::forward<R>(fns), detail::gathers::call_it(), where);
}

} // namespace weft
