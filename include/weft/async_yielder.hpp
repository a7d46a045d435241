// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/source.hpp>
#include <weft/event.hpp>

#include <concepts>
#include <ranges>
#include <type_traits>
#include <utility>

namespace weft {

/// async_yielder is the handle that the body of an async_generator<T> yields through: `yield(item)` hands the item to
/// the consumer, and suspends the body's fiber until the body may go on: see async_generator::prefetch(). The body may
/// pass the handle on, by reference, to any function it calls, however deep. Only the body's own fiber may use it, and
/// only while the body runs.
///
/// A yield throws generator_exit when the generator is closed or destroyed, and, when that was swallowed,
/// generator_error; what T's move throws, when the item could not be handed over: then the body still has it. It is a
/// checkpoint.
template <class T>
class async_yielder {
public:
    /// Made by the generator, for its body.
    explicit async_yielder(detail::async_source<T>& source) noexcept : source_(source) {}
    async_yielder(const async_yielder&) = delete;
    async_yielder& operator=(const async_yielder&) = delete;

    /// yield(item): the consumer gets it by move, so an lvalue is copied.
    void operator()(T&& item) { source_.yield(item); }
    void operator()(const T& item)
        requires std::copy_constructible<T>
    {
        T copy(item);
        source_.yield(copy);
    }

    /// Yields all that a range has: a container, another generator of either kind, a channel. Throws as a yield does,
    /// also when this generator is closed while the other async one has nothing to yield.
    template <class Range>
        requires requires(Range& range) { range.begin() == range.end(); }
    void from(Range&& range) {
        const detail::linked link(*this, range);
        for (auto&& each : range) (*this)(static_cast<T>(std::forward<decltype(each)>(each)));
        if (link.may_end_early() && closing().is_set()) source_.leave();
    }

    /// closing() is set when the generator is being closed: for a body that waits for something else meanwhile, in a
    /// select with on_event(yield.closing()). The next yield throws generator_exit.
    [[nodiscard]] event& closing() noexcept { return source_.closing(); }

private:
    friend struct detail::agen::async_access;
    detail::async_source<T>& source() const noexcept { return source_; }

    detail::async_source<T>& source_;
};

} // namespace weft
