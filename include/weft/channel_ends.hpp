// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/channel.hpp>
#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/channel/shared_channel.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace weft {

namespace detail::chan {
template <class T>
using sender_end = channel_end<T, &shared_channel<T>::senders>;
template <class T>
using receiver_end = channel_end<T, &shared_channel<T>::receivers>;

struct make_ends;

template <class End>
auto& items_of(const End& end) noexcept {
    WEFT_ASSERT(end.has_channel(), "this end of a channel was moved away, closed or never made: use make_channel()");
    return end.items();
}
} // namespace detail::chan

/// The pushing end of a channel made by make_channel(). Copies push into the same channel; when the last of them goes,
/// the channel is closed: poppers take what is left and then get nothing. Its operations are those of weft::channel,
/// with the same waits, errors and promises. Each object belongs to one fiber or thread at a time; copies may be
/// anywhere.
template <class T>
class sender {
public:
    using value_type = T;
    using closed_error = channel_closed;
    sender() noexcept = default;

    /// As those of weft::channel.
    void push(T&& item) { channel().push(std::move(item)); }
    void push(const T& item)
        requires std::is_copy_constructible_v<T>
    {
        channel().push(item);
    }
    channel_status try_push(T&& item) { return channel().try_push(std::move(item)); }
    channel_status push_for(T&& item, any_duration timeout) { return channel().push_for(std::move(item), timeout); }
    channel_status push_until(T&& item, any_time_point deadline) {
        return channel().push_until(std::move(item), deadline);
    }

    /// Lets go of the channel, as the destructor does.
    void close() noexcept { end_ = {}; }
    [[nodiscard]] bool is_closed() const noexcept { return !end_.has_channel() || end_.items().is_closed(); }

private:
    friend struct detail::chan::make_ends;
    friend struct detail::chan::exchange_access;
    explicit sender(std::shared_ptr<detail::shared_channel<T>> of) noexcept : end_(std::move(of)) {}
    weft::channel<T>& channel() const noexcept { return detail::items_of(end_); }

    detail::sender_end<T> end_;
};

/// The popping end of a channel made by make_channel(). Copies pop from the same channel, each item once; when the last
/// of them goes, the channel is closed: pushes throw channel_closed. Otherwise as sender.
template <class T>
class receiver {
public:
    using value_type = T;
    receiver() noexcept = default;

    /// As those of weft::channel.
    std::optional<T> pop() { return channel().pop(); }
    channel_status try_pop(T& item) { return channel().try_pop(item); }
    /// As that of weft::channel.
    template <class Item>
    channel_status pop_for(Item& item, any_duration timeout) {
        return channel().pop_for(item, timeout);
    }
    /// As that of weft::channel.
    template <class Item>
    channel_status pop_until(Item& item, any_time_point deadline) {
        return channel().pop_until(item, deadline);
    }
    /// As those of weft::channel.
    auto begin() { return channel().begin(); }
    auto end() const noexcept { return channel().end(); }

    /// Lets go of the channel, as the destructor does.
    void close() noexcept { end_ = {}; }
    [[nodiscard]] bool is_closed() const noexcept { return !end_.has_channel() || end_.items().is_closed(); }

private:
    friend struct detail::chan::make_ends;
    friend struct detail::chan::exchange_access;
    explicit receiver(std::shared_ptr<detail::shared_channel<T>> of) noexcept : end_(std::move(of)) {}
    weft::channel<T>& channel() const noexcept { return detail::items_of(end_); }

    detail::receiver_end<T> end_;
};

namespace detail::chan {
struct WEFT_API make_ends {
    template <class T, class Capacity>
    static std::pair<sender<T>, receiver<T>> of(Capacity capacity) {
        auto shared = std::make_shared<shared_channel<T>>(capacity);
        sender<T> out(shared);
        return {std::move(out), receiver<T>(std::move(shared))};
    }
};
} // namespace detail::chan

/// A channel in two ends, which close it by going away: `auto [out, in] = weft::make_channel<int>(16)`. Throws
/// std::bad_alloc.
template <class T>
std::pair<sender<T>, receiver<T>> make_channel(std::size_t capacity) {
    return detail::make_ends::of<T>(capacity);
}
/// As above, without a bound: `weft::make_channel<int>(weft::unbounded)`.
template <class T>
std::pair<sender<T>, receiver<T>> make_channel(unbounded_t) {
    return detail::make_ends::of<T>(unbounded);
}

} // namespace weft
