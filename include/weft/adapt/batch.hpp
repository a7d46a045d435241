// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/clock.hpp>
#include <weft/detail/async_generator/adapter.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft {

namespace detail::agen {

/// Yields a batch that `failure`, if there is one, comes after. Closed there, an async generator still has somebody to
/// tell.
template <class T>
void yield_before(const std::exception_ptr& failure, std::vector<T>&& items, auto& yield) {
    try {
        yield(std::move(items));
    } catch (const generator_exit&) {
        if (!requires { yield.closing(); } || failure == nullptr) throw;
    }
}

/// Fills one vector after the other; ask(items) adds an item or returns false when this one is complete as it is, and
/// sets `ended`.
template <class T, class Ask>
void yield_batches(auto& yield, std::size_t count, bool& ended, Ask&& ask) {
    while (!ended) {
        std::vector<T> items;
        std::exception_ptr failure;
        try {
            while (items.size() < count && ask(items)) {}
        } catch (...) {
            failure = std::current_exception();
        }
        if (!items.empty()) yield_before(failure, std::move(items), yield);
        if (failure != nullptr) std::rethrow_exception(failure);
    }
}

inline void check_batch(std::size_t count) {
    if (count == 0) throw std::invalid_argument("weft: a batch of 0 items would never end: give batch() at least 1");
}

} // namespace detail::agen

namespace adapt {

/// batch() hands out vectors of `count` items; the last may be shorter. An error comes after the items before it, which
/// make a batch. With a `timeout`, which only async generators can have, a batch goes out when it is full or its first
/// item has waited that long. Throws std::invalid_argument when count is 0.
///
/// @code
/// for (std::vector<row>& rows : readings() | weft::adapt::batch(100, 1s)) insert(rows);
/// @endcode
template <detail::any_generator G>
auto batch(G from, std::size_t count) {
    using value = detail::object_of<G>;
    detail::check_batch(count);
    return detail::generator_like<G, std::vector<value>>([from = std::move(from), count](auto& yield) mutable {
        const detail::linked link(yield, from);
        bool ended = false;
        detail::yield_batches<value>(yield, count, ended, [&](std::vector<value>& items) {
            auto item = from.next();
            ended = !item;
            if (item) items.push_back(static_cast<typename detail::generator_kind<G>::reference>(*item));
            return !ended;
        });
    });
}

template <class T>
async_generator<std::vector<T>> batch(async_generator<T> from, std::size_t count, any_duration timeout) {
    detail::check_batch(count);
    return async_generator<std::vector<T>>([from = std::move(from), count, timeout](auto& yield) mutable {
        const detail::linked link(yield, from);
        bool ended = false;
        clock::time_point deadline;
        detail::yield_batches<T>(yield, count, ended, [&](std::vector<T>& items) {
            std::optional<T> item;
            const auto how = from.next_until(item, items.empty() ? (clock::time_point::max)() : deadline);
            if (items.empty()) deadline = detail::deadline_after(timeout);
            ended = how == channel_status::closed;
            if (item) items.push_back(std::move(*item));
            return item.has_value();
        });
    });
}

inline auto batch(std::size_t count) {
    return detail::adapter{[count]<class G>(G&& from) { return batch(std::move(from), count); }};
}
inline auto batch(std::size_t count, any_duration timeout) {
    return detail::adapter{[=]<class G>(G&& from) {
        static_assert(
            detail::is_async<G>,
            "only an async generator can stop waiting for its next item: put weft::adapt::buffer(n) before it");
        return batch(std::move(from), count, timeout);
    }};
}

} // namespace adapt
} // namespace weft
