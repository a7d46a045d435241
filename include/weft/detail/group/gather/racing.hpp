// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_reason.hpp>
#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/generator/scope_mark.hpp>
#include <weft/detail/group/call_body.hpp>
#include <weft/detail/group/gather/fiber_refs.hpp>
#include <weft/detail/group/gather/gather_fibers.hpp>
#include <weft/detail/group/gather/gathering.hpp>
#include <weft/detail/group/group_core.hpp>
#include <weft/detail/task/kept_value.hpp>
#include <weft/exception_group.hpp>
#include <weft/fiber.hpp>
#include <weft/gather_options.hpp>
#include <weft/group_options.hpp>
#include <weft/result.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace weft::detail::gathers {

template <class First, class... Others>
inline constexpr bool are_alike = (std::is_same_v<First, Others> && ...);

/// Where the first of several that succeeds puts its value; the others' are dropped.
template <class... T>
class race_slot {
    static constexpr bool k_are_alike = are_alike<T...>;

public:
    using value =
        std::conditional_t<k_are_alike, std::tuple_element_t<0, std::tuple<T...>>, std::variant<in_vector<T>...>>;

    /// Calls fn, the racer of that index.
    template <std::size_t Index, class Fn>
    void run(Fn& fn) {
        using given = std::invoke_result_t<Fn&>;
        if constexpr (std::is_void_v<given>) {
            std::invoke(fn);
            if constexpr (!k_are_alike)
                if (is_first()) kept_.emplace(value(std::in_place_index<Index>));
        } else if constexpr (k_are_alike) {
            kept_value<value> mine(std::invoke(fn));
            if (is_first()) kept_.emplace(std::move(mine));
        } else {
            in_vector<given> mine(std::invoke(fn));
            if (is_first()) kept_.emplace(value(std::in_place_index<Index>, std::move(mine)));
        }
    }

    /// Of the racer that won, once all have ended.
    value take() {
        if constexpr (!std::is_void_v<value>) return std::move(*kept_).take();
    }

private:
    bool is_first() noexcept { return !is_taken_.exchange(true, memory_order_seq_cst); }

    atomic<bool> is_taken_{false};
    std::optional<kept_value<unless_void<value>>> kept_;
};

template <std::size_t Index, class Slot, class Fn>
struct racing {
    Slot& winner;
    Fn fn;
    void operator()() { winner.template run<Index>(fn); }
};

template <std::size_t Index, class Slot, class Fn>
void spawn_racer(group_core& core, Slot& winner, Fn&& fn, const std::source_location& where) {
    static_cast<void>(spawn_child(core, racing<Index, Slot, std::decay_t<Fn>>{winner, std::forward<Fn>(fn)}, where));
}

template <class Slot, std::size_t... Index, class... Fns>
void spawn_racers(group_core& core, Slot& winner, const std::source_location& where, std::index_sequence<Index...>,
                  Fns&&... fns) {
    (spawn_racer<Index>(core, winner, std::forward<Fns>(fns), where), ...);
}

/// Opens a group of which the first success cancels the others; throws an exception_group when there was none.
template <class SpawnAll>
void run_race(const gather_options& how, const std::source_location& where, SpawnAll&& spawn_all) {
    const scope_mark mark("weft::race");
    const group_options group{.name = how.name, .limit = how.limit, .policy = group_policy::first_success};
    group_core core(group, where);
    call_body(core, [&] { spawn_all(core); });
    core.finish();
    core.throw_if_failed(group_core::body_gives::nothing);
}

[[noreturn]] inline void refuse_empty_race() {
    throw std::invalid_argument("weft: a race of nothing has no winner: give one competitor at least");
}

template <class Slot, class R, class MakeCall>
void race_range(Slot& winner, const gather_options& how, R& over, MakeCall&& make_call,
                const std::source_location& where) {
    elements_left<R> left(over);
    if (left.at == left.end) refuse_empty_race();
    run_race(how, where, [&](group_core& core) {
        while (left.at != left.end) {
            auto call = left.take(make_call);
            spawn_racer<0>(core, winner, std::move(call), where);
        }
    });
}

/// The error of a fiber that has failed.
template <class T>
std::exception_ptr take_error(fiber<T>& failed) {
    return settle_ended(failed).error();
}

[[noreturn]] inline void throw_all(std::vector<std::exception_ptr> errors) {
    throw exception_group("weft: no fiber of a race has succeeded", std::move(errors));
}

/// Ends the race of a fiber that has ended, or was cancelled.
template <std::size_t Index, class Slot, class T>
void end_race(Slot& winner, std::size_t won, fiber<T>& racer) {
    auto join = [&]() -> T { return fiber_access::join_to_the_end(racer); };
    if (Index == won)
        winner.template run<Index>(join);
    else
        static_cast<void>(result<T>::of(join));
}

template <std::size_t... Index, class... T>
auto race_fibers_at(std::index_sequence<Index...>, fiber<T>&... racers) {
    const std::array refs{ref_of(racers)...};
    std::vector<std::size_t> order;
    const std::size_t won = wait_for_first_that(gathers::one_that_succeeds, refs, std::addressof(order));
    if (won == k_nobody) {
        const std::array<std::exception_ptr, sizeof...(T)> errors{take_error(racers)...};
        std::vector<std::exception_ptr> in_order;
        for (const std::size_t each : order) in_order.push_back(errors[each]);
        throw_all(std::move(in_order));
    }
    cancel_all(refs, cancel_reason::requested, "another fiber of its race has succeeded");
    race_slot<T...> winner;
    (end_race<Index>(winner, won, racers), ...);
    return winner.take();
}

template <class... T>
auto race_fibers(fiber<T>&... racers) {
    return race_fibers_at(std::index_sequence_for<T...>(), racers...);
}

template <class T>
T race_range_of_fibers(const std::vector<fiber<T>*>& racers) {
    if (racers.empty()) refuse_empty_race();
    const std::vector<fiber_record*> refs = refs_of(racers);
    std::vector<std::size_t> order;
    const std::size_t won = wait_for_first_that(gathers::one_that_succeeds, refs, std::addressof(order));
    if (won == k_nobody) {
        std::vector<std::exception_ptr> errors;
        for (const std::size_t each : order) errors.push_back(take_error(*racers[each]));
        throw_all(std::move(errors));
    }
    cancel_all(refs, cancel_reason::requested, "another fiber of its race has succeeded");
    race_slot<T> winner;
    for (std::size_t i = 0; i < racers.size(); ++i) end_race<0>(winner, i == won ? 0 : k_nobody, *racers[i]);
    return winner.take();
}

} // namespace weft::detail::gathers
