// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/clock.hpp>
#include <weft/detail/async_generator/adapter.hpp>
#include <weft/on_event.hpp>
#include <weft/select.hpp>
#include <weft/this_fiber.hpp>

#include <algorithm>
#include <utility>

namespace weft {

namespace detail::agen {

/// A closed async generator need not wait for the time of an item that nobody takes.
inline void sleep_unless_closed(auto& yield, time_point due) {
    if constexpr (requires { yield.closing(); })
        select(on_event(yield.closing()), at(due));
    else
        this_fiber::sleep_until(due);
}

} // namespace detail::agen

namespace adapt {

/// throttle() hands out at most one item in each `period`, the first at once: an item that is there too early waits for
/// its time, in a sleep of the fiber (or plain thread) where the body runs. Of items that are always there, each comes
/// exactly one period after the one before it: it does not drift. Time that is not used is not saved up.
///
/// @code
/// for (request each : requests() | weft::adapt::throttle(500ms)) ... // two a second
/// @endcode
template <detail::any_generator G>
auto throttle(G from, any_duration period) {
    using item = typename detail::generator_kind<G>::item;
    return detail::generator_like<G, item>([from = std::move(from), period](auto& yield) mutable {
        const detail::linked link(yield, from);
        auto due = (clock::time_point::min)();
        for (auto&& each : from) {
            const auto now = clock::now();
            if (now < due) detail::sleep_unless_closed(yield, due);
            due = (std::max)(due, now);
            due = detail::saturating_add(due, period);
            yield(std::forward<decltype(each)>(each));
        }
    });
}
inline auto throttle(any_duration period) {
    return detail::adapter{[period]<class G>(G&& from) { return throttle(std::move(from), period); }};
}

} // namespace adapt
} // namespace weft
