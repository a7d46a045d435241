// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_scope.hpp>
#include <weft/cancelled.hpp>
#include <weft/clock.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/generator/scope_mark.hpp>
#include <weft/detail/group/call_body.hpp>
#include <weft/detail/group/group_core.hpp>
#include <weft/detail/group/spawn_child.hpp>
#include <weft/detail/task/kept_value.hpp>
#include <weft/gather_options.hpp>
#include <weft/group_options.hpp>
#include <weft/result.hpp>

#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <ranges>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace weft::detail::gathers {

template <class Fn>
concept task_callable = std::is_invocable_v<std::decay_t<Fn>&>;

template <class R>
concept callable_range = std::ranges::input_range<R> && task_callable<std::ranges::range_reference_t<R>>;

template <class Fn, class R>
concept callable_over = std::ranges::input_range<R> && std::is_invocable_v<Fn&, std::ranges::range_reference_t<R>>;

/// What a void gives in a tuple.
template <class T>
using unless_void = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// As what a value is kept in a vector.
template <class T>
using in_vector = typename result_storage<T>::type;

/// Where a child puts its value, in the frame of the one who gathers.
template <class T>
class value_slot {
public:
    using taken = unless_void<T>;

    template <class Fn>
    void fill(Fn& fn) {
        if constexpr (std::is_void_v<T>)
            std::invoke(fn);
        else
            value_.emplace(std::invoke(fn));
    }
    taken take() {
        if constexpr (std::is_void_v<T>)
            return {};
        else
            return std::move(*value_).take();
    }

private:
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, kept_value<unless_void<T>>>> value_;
};

/// The same for what fails, too: the child itself does not.
template <class T>
class result_slot {
public:
    using taken = result<T>;

    template <class Fn>
    void fill(Fn& fn) {
        result_.emplace(result<T>::of(fn));
    }
    void fail_unless_filled(const std::exception_ptr& error) {
        if (!result_) result_.emplace(result<T>::failed(error));
    }
    taken take() { return *std::move(result_); }

private:
    std::optional<result<T>> result_;
};

/// The body of a child that fills a slot.
template <class Slot, class Fn>
struct filling {
    Slot& slot;
    Fn fn;
    void operator()() { slot.fill(fn); }
};

template <class Slot, class Fn>
void spawn_filling(group_core& core, Slot& slot, Fn&& fn, const std::source_location& where) {
    static_cast<void>(spawn_child(core, filling<Slot, std::decay_t<Fn>>{slot, std::forward<Fn>(fn)}, where));
}

/// What a child has of an element: a reference when the range gives lvalues that stay; else a value of its own.
template <class R>
using element_of =
    std::conditional_t<std::ranges::forward_range<R> && std::is_lvalue_reference_v<std::ranges::range_reference_t<R>>,
                       std::ranges::range_reference_t<R>, std::remove_cvref_t<std::ranges::range_reference_t<R>>>;

/// fn(element), for a child.
template <class Fn, class R>
struct call_over {
    Fn& fn;
    element_of<R> element;
    decltype(auto) operator()() { return std::invoke(fn, static_cast<std::ranges::range_reference_t<R>&&>(element)); }
};

/// element(), for a child.
template <class R>
struct call_element {
    element_of<R> element;
    decltype(auto) operator()() { return std::invoke(element); }
};

/// The elements of a range that no child has yet.
template <class R>
struct elements_left {
    std::ranges::iterator_t<R> at;
    std::ranges::sentinel_t<R> end;

    explicit elements_left(R& range) : at(std::ranges::begin(range)), end(std::ranges::end(range)) {}

    /// What make_call gives of the next.
    template <class MakeCall>
    auto take(MakeCall&& make_call) {
        auto call = make_call(*at);
        ++at;
        return call;
    }
};

/// Opens a group, lets spawn_all(core) spawn its children, and waits for them. The first error alone is thrown, or the
/// cancellation that has cut it off.
template <class SpawnAll>
void run_gathering(const group_options& how, const std::source_location& where, SpawnAll&& spawn_all) {
    const scope_mark mark("weft::gather");
    group_core core(how, where);
    call_body(core, [&] { spawn_all(core); });
    core.finish();
    core.throw_first();
}

/// A child for each element that is left: it calls what make_call(element) gives, and fills a slot of its own.
template <class Slot, class R, class MakeCall>
void gather_left(std::deque<Slot>& slots, const gather_options& how, elements_left<R>& left, MakeCall&& make_call,
                 const std::source_location& where) {
    const group_options group{.name = how.name, .limit = how.limit};
    run_gathering(group, where, [&](group_core& core) {
        while (left.at != left.end) {
            auto call = left.take(make_call);
            spawn_filling(core, slots.emplace_back(), std::move(call), where);
        }
    });
}

template <class Slot, class R, class MakeCall>
void gather_into(std::deque<Slot>& slots, const gather_options& how, R& over, MakeCall&& make_call,
                 const std::source_location& where) {
    elements_left<R> left(over);
    gather_left(slots, how, left, make_call, where);
}

/// The same until how.deadline: what has not ended then becomes a timeout_error.
template <class T, class R, class MakeCall>
void settle_into(std::deque<result_slot<T>>& slots, const gather_options& how, R& over, MakeCall&& make_call,
                 const std::source_location& where) {
    elements_left<R> left(over);
    const time_point deadline = how.deadline.when();
    const time_point begun = clock::now();
    auto scope = cancel_scope::at(how.deadline, where);
    if (!scope.run([&] { gather_left(slots, how, left, make_call, where); })) return;
    for (; left.at != left.end; ++left.at) slots.emplace_back();
    const auto late = std::make_exception_ptr(timeout_error(deadline - begun, where, "gathers"));
    for (result_slot<T>& each : slots) each.fail_unless_filled(late);
}

/// The values, in order; nothing when all are void.
template <class... T, class... Slot>
auto take_tuple(std::tuple<Slot...>& slots) {
    if constexpr (sizeof...(T) == 0 || !(std::is_void_v<T> && ...))
        return std::apply(
            [](auto&... each) {
                return std::tuple<typename std::remove_reference_t<decltype(each)>::taken...>{each.take()...};
            },
            slots);
}

template <class T, class Slot>
auto take_vector(std::deque<Slot>& slots) {
    if constexpr (!std::is_void_v<T>) {
        std::vector<in_vector<T>> values;
        values.reserve(slots.size());
        for (Slot& each : slots) values.push_back(each.take());
        return values;
    }
}

} // namespace weft::detail::gathers
