// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/channel.hpp>
#include <weft/detail/channel/exchange_cases.hpp>
#include <weft/detail/channel/other_cases.hpp>
#include <weft/detail/channel/select_engine.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

// select() waits for the first of several things, and does that one. Its cases:
//
//     on_pop(channel, [](std::optional<T> item) {...})   an item came; empty: the channel is closed and drained
//     on_push(channel, std::move(item), [] {...})        there was room; the item is moved from in this case only
//     on_push(channel, item, [] {...})                   as above, of a copy
//     on_join(fiber, [] {...})                           <weft/on_join.hpp>: the fiber has ended; join() it
//     on_event(event, [] {...})                          <weft/on_event.hpp>: the event is set
//     on_stop(stop_token, [] {...})                      a stop was requested
//     after(timeout, [] {...}), at(deadline, [] {...})   the time has come
//     otherwise([] {...})                                nothing else is ready
//     when(condition, case)                              the case, if the condition holds; else it is left out
//
// Every handler may be left out.

namespace weft {

/// What can stand in a select.
template <class Case>
concept select_case = std::derived_from<std::remove_cvref_t<Case>, lowlevel::select_case> && !std::is_const_v<Case>;

namespace detail::chan {
/// A case that has something to do before each select.
template <class Case>
void begin_use(std::remove_reference_t<Case>& each) {
    if constexpr (requires { each.begin_use(case_use::once); })
        if (each.is_enabled()) each.begin_use(std::is_reference_v<Case> ? case_use::again : case_use::once);
}

template <class... Cases>
std::size_t select_among(case_order which, Cases&&... cases) {
    (begin_use<Cases>(cases), ...);
    lowlevel::select_case* all[] = {std::addressof(cases)...};
    std::size_t order[sizeof...(Cases)];
    lowlevel::wait_list* guards[sizeof...(Cases)];
    const std::size_t chosen = select_frame{all, order, guards, which}.run();
    std::size_t index = 0;
    static_cast<void>(((index++ == chosen ? (cases.run(), true) : false) || ...));
    return chosen;
}
} // namespace detail::chan

/// Waits until one of the cases can happen, lets it happen, calls its handler and returns its index. When several can,
/// each of them is as likely to be chosen as any other, also when select() had to wait and one event made them
/// possible. The cases that are not chosen have no effect. All cases together are one step: no other thread sees two of
/// them happen, and selects may meet each other in both directions.
///
/// A case may be a variable, and be given to one select after the other. What it refers to must be there each time. An
/// on_push(channel, std::move(item)) pushes what `item` is then; without std::move each select pushes a copy. The fiber
/// of an on_join() may not have been joined. An after() counts from its own call, not from the select's.
///
/// Suspends the fiber (blocks the plain thread) unless a case is ready or there is an otherwise(); it is a checkpoint,
/// and it neither spins nor allocates. A push to a closed channel throws channel_closed; what handlers throw goes to
/// the caller. A select without an enabled case would never end: it does not compile, or throws std::invalid_argument.
/// Any fiber or thread. Channels, events and fibers of the cases must live until select() returns.
///
/// @code
/// weft::select(weft::on_pop(jobs, [&](std::optional<job> next) { ... }),
///              weft::on_push(results, std::move(done)),
///              weft::after(1s, [] { ... }));
/// @endcode
template <select_case... Cases>
    requires(sizeof...(Cases) > 0)
std::size_t select(Cases&&... cases) {
    return detail::select_among(detail::case_order::any, std::forward<Cases>(cases)...);
}

/// As select(), but when several cases are ready, the first of them in the order of the arguments is chosen.
template <select_case... Cases>
    requires(sizeof...(Cases) > 0)
std::size_t select_ordered(Cases&&... cases) {
    return detail::select_among(detail::case_order::as_given, std::forward<Cases>(cases)...);
}

/// A case of select(): an item is popped from a channel or queue, or it is closed and drained. An item whose move may
/// throw is lost when that happens on its way into a handler's parameter: take it by std::optional<T>&&.
template <class Source, class Fn = detail::no_handler>
auto on_pop(Source& from, Fn handler = {}) {
    auto& engine = detail::exchange_access::engine(from);
    return detail::pop_case<std::remove_reference_t<decltype(engine)>, typename Source::value_type, Fn>(
        engine, std::move(handler));
}

/// A case of select(): the item is pushed. It is moved from only when this case is chosen.
template <class Sink, class Fn = detail::no_handler>
auto on_push(Sink& to, typename Sink::value_type&& item, Fn handler = {}) {
    auto& engine = detail::exchange_access::engine(to);
    using value = typename Sink::value_type;
    return detail::push_case<std::remove_reference_t<decltype(engine)>, value, value&, typename Sink::closed_error, Fn>(
        engine, item, std::move(handler));
}

/// As above, with a copy of the item.
template <class Sink, class Fn = detail::no_handler>
auto on_push(Sink& to, const typename Sink::value_type& item, Fn handler = {}) {
    auto& engine = detail::exchange_access::engine(to);
    using value = typename Sink::value_type;
    return detail::push_case<std::remove_reference_t<decltype(engine)>, value, value, typename Sink::closed_error, Fn>(
        engine, value(item), std::move(handler));
}

/// A case of select(): a stop was requested.
template <class Fn = detail::no_handler>
auto on_stop(std::stop_token token, Fn handler = {}) {
    return detail::stop_case<Fn>(std::move(token), std::move(handler));
}

/// A case of select(): the caller's clock has reached `deadline`.
template <class Fn = detail::no_handler>
auto at(any_time_point deadline, Fn handler = {}) {
    return detail::time_case<Fn>(deadline.when(), std::move(handler));
}

/// A case of select(): `timeout` has passed since this call.
template <class Fn = detail::no_handler>
auto after(any_duration timeout, Fn handler = {}) {
    return detail::time_case<Fn>(detail::deadline_after(timeout), std::move(handler));
}

/// A case of select(): no other case is ready.
template <class Fn = detail::no_handler>
auto otherwise(Fn handler = {}) {
    return detail::otherwise_case<Fn>(std::move(handler));
}

/// The case, which takes part only if `condition` holds.
template <select_case Case>
Case&& when(bool condition, Case&& each) noexcept {
    each.enable(condition);
    return std::forward<Case>(each);
}

} // namespace weft
