// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/channel.hpp>
#include <weft/channel_status.hpp>
#include <weft/detail/base/assert.hpp>
#include <weft/detail/channel/broadcast_cases.hpp>
#include <weft/detail/channel/broadcast_core.hpp>
#include <weft/detail/channel/exchange_cases.hpp>
#include <weft/detail/channel/pop_iterator.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/deadline.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace weft {

/// What a broadcast does with a subscriber that is a whole capacity behind.
enum class lag : std::uint8_t {
    wait,       ///< the pusher waits for it
    drop_oldest ///< it misses its oldest item, and learns how many it missed
};

template <class T>
class subscription;

/// A channel whose every subscriber gets every item pushed since it subscribed, in the order of the pushes. It keeps
/// the last `capacity` items for those that are behind; what becomes of the slowest is said by weft::lag.
///
/// push() suspends, with lag::wait, while somebody is `capacity` items behind; it is a checkpoint. Without subscribers
/// an item is gone at once. close() ends it: pushes throw channel_closed, those that wait included; subscribers get
/// what is left and then nothing. Each push allocates, not under the lock. T is copied by each pop, so it must be
/// copyable; an exception of its move reaches the pusher, one of its copy the popper, whose next pop tries again. Any
/// fiber or thread. It must outlive its subscriptions.
///
/// @code
/// weft::broadcast<int> news(16);
/// auto reader = weft::spawn([mine = news.subscribe()]() mutable { while (auto item = mine.pop()) use(*item); });
/// news.push(1);
/// news.close();
/// @endcode
template <class T>
class broadcast {
    using core = detail::broadcast_core<T>;

public:
    using value_type = T;

    /// Throws std::invalid_argument for a capacity of 0, std::bad_alloc or std::length_error for one that no memory
    /// holds.
    explicit broadcast(std::size_t capacity, lag policy = lag::wait)
        : core_(checked(capacity), policy == lag::wait ? core::when_full::wait : core::when_full::drop) {}
    broadcast(const broadcast&) = delete;
    broadcast& operator=(const broadcast&) = delete;

    /// A new subscriber: it sees what is pushed from now on. Never suspends.
    subscription<T> subscribe() noexcept { return subscription<T>(core_); }

    /// Gives an item to every subscriber. Throws channel_closed. `item` is moved from on success only: whatever is
    /// thrown leaves it with the caller.
    void push(T&& item) {
        if (push_with(item, detail::no_deadline()) == detail::attempt::closed) throw channel_closed();
    }

    /// As above, with a copy of the item.
    void push(const T& item)
        requires std::is_copy_constructible_v<T>
    {
        T copy(item);
        push(std::move(copy));
    }

    /// As push(), if no subscriber is too far behind. Success, full or closed; the item is moved from on success only.
    /// Never suspends.
    channel_status try_push(T&& item) WEFT_NO_THREAD_SAFETY_ANALYSIS { // the core's lock
        detail::never_suspends("tries to push to broadcast", this);
        typename core::parcel mine(item);
        typename core::leavings after;
        core_.poppers().lock();
        const detail::attempt how = core_.push_locked(mine, after);
        core_.poppers().unlock();
        after.run();
        mine.from.rethrow();
        return detail::status_of(how, channel_status::full);
    }

    /// As push(), for `timeout` at most. Success, timeout or closed; the item is moved from on success only.
    channel_status push_for(T&& item, any_duration timeout) {
        return push_until(std::move(item), detail::deadline_after(timeout));
    }
    channel_status push_until(T&& item, any_time_point deadline) {
        return detail::status_of(push_with(item, deadline.when()), channel_status::full);
    }

    /// Ends the broadcast; idempotent, never suspends.
    void close() noexcept {
        detail::never_suspends("closes broadcast", this);
        core_.close();
    }

    [[nodiscard]] bool is_closed() const noexcept { return core_.is_closed(); } ///< a look
    std::size_t subscribers() const noexcept { return core_.subscribers(); }    ///< a look
    std::size_t capacity() const noexcept { return core_.capacity(); }

private:
    template <class U, class Fn>
    friend auto on_push(broadcast<U>& to, U&& item, Fn handler);
    template <class U, class Fn>
    friend auto on_push(broadcast<U>& to, const U& item, Fn handler);

    static std::size_t checked(std::size_t capacity) {
        if (capacity == 0) throw std::invalid_argument("weft: a broadcast keeps one item at least: give it a capacity");
        return capacity;
    }

    template <class Deadline>
    detail::attempt push_with(T& item, Deadline deadline) WEFT_NO_THREAD_SAFETY_ANALYSIS { // the wait unlocks
        detail::checkpoint("pushes to broadcast", this);
        typename core::parcel mine(item);
        const detail::in_line place{detail::k_broadcast_push, std::addressof(mine), this};
        typename core::leavings after;
        core_.poppers().lock();
        detail::attempt how = core_.push_locked(mine, after);
        if (how == detail::attempt::must_wait)
            how = place.wait(core_.pushers(), core_.poppers(), deadline);
        else
            core_.poppers().unlock();
        after.run();
        mine.from.rethrow();
        return how;
    }

    core core_; // first, so that reports know the broadcast by its address
};

/// One subscriber of a broadcast: pops each item once. Move-only; one fiber or thread at a time; leaves when it is
/// destroyed. The pops suspend while there is no new item and are checkpoints.
template <class T>
class subscription {
    using core = detail::broadcast_core<T>;

public:
    using value_type = T;
    using iterator = detail::pop_iterator<subscription>;

    subscription(subscription&& other) noexcept
        : core_(std::exchange(other.core_, nullptr)),
          cursor_(other.cursor_),
          missed_(other.missed_),
          kept_(std::move(other.kept_)) {}
    subscription& operator=(subscription&& other) noexcept {
        subscription moved(std::move(other));
        std::swap(core_, moved.core_);
        std::swap(cursor_, moved.cursor_);
        std::swap(missed_, moved.missed_);
        std::swap(kept_, moved.kept_);
        return *this;
    }
    ~subscription() {
        if (core_ != nullptr) core_->unsubscribe(cursor_);
    }

    /// The next item, suspending while there is none; empty once the broadcast is closed and drained.
    std::optional<T> pop() {
        static_cast<void>(fill(detail::no_deadline()));
        return take_kept();
    }

    /// The next item if there is one. Success, empty or closed (and drained). Never suspends.
    channel_status try_pop(std::optional<T>& item) {
        item.reset();
        const detail::attempt how = try_fill();
        item = take_kept();
        return detail::status_of(how, channel_status::empty);
    }

    /// As pop(), for `timeout` at most. Success, timeout or closed (and drained).
    channel_status pop_for(std::optional<T>& item, any_duration timeout) {
        return pop_until(item, detail::deadline_after(timeout));
    }

    /// As pop_for(), until `deadline` at most. What `item` held is gone also when nothing came.
    channel_status pop_until(std::optional<T>& item, any_time_point deadline) {
        item.reset();
        return detail::status_of(take(item, deadline.when()), channel_status::empty);
    }

    /// For range-for: each step pops, the end is a closed and drained broadcast.
    iterator begin() { return iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

    /// How many items it was too slow for, up to its last pop. With lag::wait: none.
    std::uint64_t missed() const noexcept { return missed_; }

private:
    friend class broadcast<T>;
    friend iterator;
    template <class Core, class Subscription, class Fn>
    friend class detail::chan::subscription_case;
    template <class U, class Fn>
    friend auto on_pop(subscription<U>& from, Fn handler);

    explicit subscription(core& of) noexcept : core_(std::addressof(of)), cursor_(of.subscribe()) {}

    core& joined() const noexcept {
        WEFT_ASSERT(core_ != nullptr, "this subscription was moved away: pop from the one it was moved to");
        return *core_;
    }

    /// With the lock.
    detail::attempt look(typename core::leavings& after) noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { // another object's
        if (kept_ != nullptr) return detail::attempt::done;
        return core_->take_locked(cursor_, missed_, kept_, after);
    }

    template <class Deadline>
    detail::attempt fill(Deadline deadline) WEFT_NO_THREAD_SAFETY_ANALYSIS { // the wait unlocks
        core& from = joined();
        for (;;) {
            detail::checkpoint("pops from broadcast", std::addressof(from));
            const detail::in_line place{detail::k_broadcast_pop, nullptr, std::addressof(from)};
            typename core::leavings after;
            from.poppers().lock();
            const detail::attempt how = look(after);
            if (how != detail::attempt::must_wait) {
                from.poppers().unlock();
                after.run();
                return how;
            }
            if (place.wait(from.poppers(), from.poppers(), deadline) == detail::attempt::timed_out)
                return detail::attempt::timed_out;
        }
    }

    /// A look without a wait.
    detail::attempt try_fill() noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { // as above
        core& from = joined();
        detail::never_suspends("tries to pop from broadcast", std::addressof(from));
        typename core::leavings after;
        from.poppers().lock();
        const detail::attempt how = look(after);
        from.poppers().unlock();
        after.run();
        return how;
    }

    template <class Deadline>
    detail::attempt take(std::optional<T>& item, Deadline deadline) {
        const detail::attempt how = fill(deadline);
        item = take_kept();
        return how;
    }

    /// A copy of the item that was taken; it stays when the copy throws.
    std::optional<T> take_kept() {
        if (kept_ == nullptr) return std::nullopt;
        std::optional<T> item(*kept_);
        kept_.reset();
        return item;
    }

    core* core_;
    std::uint64_t cursor_ = 0; // the number of its next item; under the core's lock
    std::uint64_t missed_ = 0;
    typename core::item_pointer kept_; // taken and not handed out yet
};

/// A case of select(): the subscription's next item; empty when the broadcast is closed and drained.
template <class T, class Fn = detail::no_handler>
auto on_pop(subscription<T>& from, Fn handler = {}) {
    return detail::subscription_case<detail::broadcast_core<T>, subscription<T>, Fn>(from.joined(), from,
                                                                                     std::move(handler));
}

/// A case of select(): the item is broadcast. It is moved from only when this case is chosen.
template <class T, class Fn = detail::no_handler>
auto on_push(broadcast<T>& to, T&& item, Fn handler = {}) {
    return detail::broadcast_push_case<detail::broadcast_core<T>, T&, Fn>(to.core_, item, std::move(handler));
}

/// As above, with a copy of the item.
template <class T, class Fn = detail::no_handler>
auto on_push(broadcast<T>& to, const T& item, Fn handler = {}) {
    return detail::broadcast_push_case<detail::broadcast_core<T>, T, Fn>(to.core_, T(item), std::move(handler));
}

} // namespace weft
