// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/channel_ends.hpp>

#include <optional>
#include <utility>

namespace weft {

/// The giving end of a one-shot: push() gives its one value. Destroying it without a push breaks the one-shot: the
/// receiver gets nothing. Move-only. Never suspends.
template <class T>
class one_shot_sender {
public:
    /// Used by weft::one_shot().
    explicit one_shot_sender(sender<T> to) noexcept : to_(std::move(to)) {}
    one_shot_sender(one_shot_sender&&) noexcept = default;
    one_shot_sender& operator=(one_shot_sender&&) noexcept = default;

    /// Gives the value, and is used up. False when the receiver is gone or the value was given before: then `value` is
    /// as it was.
    bool push(T&& value) {
        if (to_.is_closed() || to_.try_push(std::move(value)) != channel_status::success) return false;
        to_.close();
        return true;
    }

private:
    sender<T> to_;
};

/// The taking end of a one-shot. Move-only; one fiber or thread.
template <class T>
class one_shot_receiver {
public:
    using value_type = T;
    /// Used by weft::one_shot().
    explicit one_shot_receiver(receiver<T> from) noexcept : from_(std::move(from)) {}
    one_shot_receiver(one_shot_receiver&&) noexcept = default;
    one_shot_receiver& operator=(one_shot_receiver&&) noexcept = default;

    /// Takes the value, suspending until it is there; empty when it was taken before, or the sender went without giving
    /// one. A checkpoint.
    std::optional<T> pop() { return from_.pop(); }

    /// As pop(), for `timeout` at most. Success, timeout, or closed when there will be no value.
    channel_status pop_for(std::optional<T>& value, any_duration timeout) { return from_.pop_for(value, timeout); }

private:
    friend struct detail::chan::exchange_access;
    receiver<T> from_;
};

/// One value on its way from one place to another: `auto [give, take] = weft::make_one_shot<int>()`. Throws
/// std::bad_alloc.
template <class T>
std::pair<one_shot_sender<T>, one_shot_receiver<T>> make_one_shot() {
    auto [to, from] = make_channel<T>(std::size_t{1});
    return {one_shot_sender<T>(std::move(to)), one_shot_receiver<T>(std::move(from))};
}

} // namespace weft
