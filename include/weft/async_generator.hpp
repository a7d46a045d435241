// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/async_generator_options.hpp>
#include <weft/async_yielder.hpp>
#include <weft/channel_status.hpp>
#include <weft/detail/async_generator/iterator.hpp>
#include <weft/detail/async_generator/source.hpp>
#include <weft/detail/base/assert.hpp>
#include <weft/detail/channel/line.hpp>
#include <weft/generator_error.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <source_location>
#include <type_traits>
#include <utility>

namespace weft {

namespace detail::agen {

template <class Body, class T>
concept async_body =
    std::constructible_from<std::decay_t<Body>, Body> && std::is_invocable_v<std::decay_t<Body>&, async_yielder<T>&>;

} // namespace detail::agen

/// async_generator<T> is a generator whose body runs in a fiber of its own, so that it may run ahead of its consumer,
/// and may hold across a yield what belongs to a fiber: a lock, a scope. Its body is any callable that takes the yield
/// handle by reference (`auto& yield`, see async_yielder) and returns nothing.
///
/// next() and each step of a loop suspend the calling fiber (block a plain thread) until there is an item, or the body
/// has ended; they are checkpoints. What leaves the body is thrown once, after the items before it; then the generator
/// has ended. Once the end has been seen, the fiber has ended, too. One fiber or thread at a time may use a generator:
/// a call while another one waits throws generator_error, and so does a call by the body. It may be moved when nobody
/// uses it.
///
/// close(), and the destructor, throw generator_exit in the body, at the yield where it waits or the next one, and join
/// the fiber: when they return, nothing runs any more. A body that waits elsewhere (sleep, channel) finishes that wait
/// first, unless it listens to async_yielder::closing(); one that waits in an adapter, or in yield.from(), for another
/// async generator is told, and that one, too. What else leaves the body then is thrown by close(); the destructor
/// prints it on stderr with its fiber's name. A body that swallows generator_exit and yields is given generator_error
/// there; if it goes on even then, the program ends and names it. A generator may not be destroyed by its own body, nor
/// while another fiber uses it.
///
/// The constructor may be called only inside a runtime, whose fiber the body's will be; the generator must not outlive
/// that. It throws std::bad_alloc, and resource_error when a fiber that is to run ahead cannot be had. Wrong use throws
/// generator_error.
///
/// @code
/// weft::async_generator<int> countdown(int n) {
///     return weft::async_generator<int>([n](auto& yield) {
///         for (int i = n; i > 0; --i) yield(i);
///     });
/// }
/// for (int i : countdown(3).prefetch(2)) std::printf("%d\n", i);
/// @endcode
template <class T>
class [[nodiscard]] async_generator : public std::ranges::view_interface<async_generator<T>> {
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && std::move_constructible<T>,
                  "an async generator yields objects that can be moved");

public:
    using value_type = T;
    /// What the body is given: `yield_type& yield`.
    using yield_type = async_yielder<T>;
    using iterator = detail::async_iterator<T>;

    /// Runs nothing yet: `body` is called, on a fiber of its own, when the first item is asked for.
    template <class Body>
        requires(!std::same_as<std::remove_cvref_t<Body>, async_generator> && detail::async_body<Body, T>)
    explicit async_generator(Body&& body, std::source_location where = std::source_location::current())
        : async_generator(async_generator_options(), std::forward<Body>(body), where) {}

    /// As above, with a name and a lead.
    template <class Body>
        requires(detail::async_body<Body, T>)
    async_generator(const async_generator_options& options, Body&& body,
                    std::source_location where = std::source_location::current())
        : source_(std::make_unique<detail::async_frame<T, std::decay_t<Body>>>(options.name, where,
                                                                               std::forward<Body>(body))) {
        if (options.prefetch != 0) source_->prefetch(options.prefetch);
    }

    /// Whoever was moved from may only be assigned to or destroyed. Iterators stay valid.
    async_generator(async_generator&& other) noexcept = default;
    async_generator& operator=(async_generator&& other) noexcept {
        async_generator moved(std::move(other));
        source_.swap(moved.source_);
        return *this;
    }
    ~async_generator() {
        if (source_ != nullptr) source_->destroy();
    }

    /// prefetch() says how many items the body may be ahead: it runs while fewer than `lead` wait to be taken, or
    /// somebody asks. With 0, as at first, it runs only while somebody asks, as Python's does, and begins with the
    /// first question; else it begins at once. Throws generator_error when it has begun or is closed, std::bad_alloc,
    /// resource_error.
    async_generator& prefetch(std::size_t lead) & {
        source().prefetch(lead);
        return *this;
    }
    async_generator prefetch(std::size_t lead) && { // by value: a loop keeps only the last temporary
        source().prefetch(lead);
        return std::move(*this);
    }

    /// next() waits for the next item and returns it; empty when the body has ended.
    std::optional<T> next() {
        std::optional<T> item;
        static_cast<void>(source().take(item, detail::no_deadline()));
        return item;
    }

    /// As next(), for `timeout` at most: success, timeout, or closed when there will be no item. What has been asked
    /// for in vain comes next.
    channel_status next_for(std::optional<T>& item, any_duration timeout) {
        return next_until(item, detail::deadline_after(timeout));
    }

    /// As next_for(), until `deadline` at most. What `item` held is gone also when nothing came.
    channel_status next_until(std::optional<T>& item, any_time_point deadline) {
        return detail::status_of(source().take(item, deadline.when()), channel_status::timeout);
    }

    /// close() ends the body, as described above. A body that has not begun never runs; items that were prefetched are
    /// dropped; closing twice is fine. Throws what leaves the body.
    void close() { source().close_now(); }

    /// done() is true when next() has found the end, or after close(). Throws generator_error while somebody asks; so
    /// does has_begun().
    [[nodiscard]] bool done() const { return source().has_ended(); }

    /// has_begun() is false while the body has not been asked to run: prefetch() may still be called.
    [[nodiscard]] bool has_begun() const { return !source().can_prefetch(); }

    /// name() is the one given in the options, or the type of the body.
    [[nodiscard]] const char* name() const noexcept { return source().name(); }

    /// begin() takes the next item: a loop goes on where the last one, or next(), stopped.
    [[nodiscard]] iterator begin() { return iterator(source()); }
    [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

private:
    friend struct detail::agen::async_access;

    detail::async_source<T>& source() const noexcept {
        WEFT_ASSERT(source_ != nullptr,
                    "an async generator was used that has been moved from: use the one it was moved to");
        return *source_;
    }

    std::unique_ptr<detail::async_source<T>> source_;
};

} // namespace weft
