// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/channel_status.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/detail/channel/ring.hpp>
#include <weft/detail/fiber/switch_point.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>
#include <iterator>
#include <new>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace weft {

/// A queue of at most `capacity` items between fibers of any runtime and plain threads, first-in first-out; any number of
/// pushers and poppers.
///
/// push() suspends while the channel is full, pop() while it is empty (a plain thread blocks). close() ends it: pushes fail
/// from then on, those that wait included; pops take what is left and then get nothing. T may be move-only; an exception
/// thrown by its move reaches the caller that moved, and leaves the item where it was.
/// It may be destroyed when nobody is in a call or waits in it; a popper may do so as soon as it got its item.
///
/// @code
/// weft::channel<int> numbers(16);
/// auto producer = weft::spawn([&] { for (int i = 0; i < 3; ++i) numbers.push(i); numbers.close(); });
/// for (int number : numbers) fmt::print("{}\n", number);
/// @endcode
template <class T>
class channel {
public:
    /// Throws std::invalid_argument for a capacity of 0, std::bad_alloc when the items cannot be allocated.
    explicit channel(std::size_t capacity) : items_(checked(capacity)) {}
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;

    /// Puts an item in, suspending while the channel is full. Throws channel_closed.
    void push(T item) {
        detail::switch_point("pushes to channel", this);
        for (;;) {
            poppers_.lock();
            if (closed_) {
                poppers_.unlock();
                throw channel_closed();
            }
            if (!items_.full()) {
                put(std::move(item));
                return;
            }
            lowlevel::waiter self(k_push, this);
            pushers_.push_back(self);
            poppers_.unlock();
            self.suspend();
        }
    }

    /// Puts an item in if there is room; `item` is moved from on success only. Never suspends.
    channel_status try_push(T&& item) {
        detail::switch_point("tries to push to channel", this);
        poppers_.lock();
        if (closed_ || items_.full()) {
            const channel_status why = closed_ ? channel_status::closed : channel_status::full;
            poppers_.unlock();
            return why;
        }
        put(std::move(item));
        return channel_status::success;
    }

    /// Takes the oldest item, suspending while there is none; empty once the channel is closed and drained.
    std::optional<T> pop() {
        std::optional<T> item;
        pop_to(item);
        return item;
    }

    /// Moves the oldest item to `item` if there is one. Never suspends.
    channel_status try_pop(T& item) {
        detail::switch_point("tries to pop from channel", this);
        std::optional<T> old; // what `item` held; its destructor may run any code, so it goes after the lock
        poppers_.lock();
        if (items_.empty()) {
            const channel_status why = closed_ ? channel_status::closed : channel_status::empty;
            poppers_.unlock();
            return why;
        }
        if constexpr (std::is_nothrow_move_assignable_v<T>) {
            std::optional<T> taken;
            take(taken); // unlocked from here on: the old value's destructor may run any code
            item = std::move(*taken);
        } else {
            take_over(item, old);
        }
        return channel_status::success;
    }

    /// Ends the channel; idempotent, never suspends.
    void close() noexcept {
        detail::switch_point("closes channel", this);
        poppers_.lock();
        closed_ = true;
        const lowlevel::claimed_chain pushers = pushers_.claim_all();
        const lowlevel::claimed_chain poppers = poppers_.claim_all();
        poppers_.unlock();
        pushers.deliver();
        poppers.deliver();
    }

    /// How many items it can hold.
    std::size_t capacity() const noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { return items_.capacity(); } // never changes

    /// For range-for: each step pops, the end is a closed and drained channel.
    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        explicit iterator(channel& from) : from_(&from) { from.pop_to(item_); }
        T& operator*() noexcept { return *item_; }
        T* operator->() noexcept { return &*item_; }
        iterator& operator++() {
            item_.reset();
            from_->pop_to(item_);
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const noexcept { return !item_; }

    private:
        channel* from_;
        std::optional<T> item_;
    };
    iterator begin() { return iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    static constexpr lowlevel::wait_kind k_push{.verb = "waits to push to channel"};
    static constexpr lowlevel::wait_kind k_pop{.verb = "waits to pop from channel"};

    static std::size_t checked(std::size_t capacity) {
        if (capacity == 0) throw std::invalid_argument("weft: a channel's capacity must be at least 1");
        if (capacity > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_alloc();
        return capacity;
    }

    void put(T&& item) WEFT_RELEASE(poppers_) {
        try {
            items_.push_back(std::move(item));
        } catch (...) {
            wake_one(pushers_); // the place is still free, and the caller may have been woken for it
            throw;
        }
        wake_one(poppers_);
    }

    /// pop() into an empty optional.
    void pop_to(std::optional<T>& item) {
        detail::switch_point("pops from channel", this);
        for (;;) {
            poppers_.lock();
            if (!items_.empty()) {
                take(item);
                return;
            }
            if (closed_) {
                poppers_.unlock();
                return;
            }
            lowlevel::waiter self(k_pop, this);
            poppers_.push_back(self);
            poppers_.unlock();
            self.suspend();
        }
    }

    void take(std::optional<T>& item) WEFT_RELEASE(poppers_) {
        try {
            item.emplace(std::move(items_.front()));
        } catch (...) {
            wake_one(poppers_); // the item is still there, and the caller may have been woken for it
            throw;
        }
        items_.drop_front();
        wake_one(pushers_);
    }

    /// As take(), over an item whose old value goes to `old`.
    void take_over(T& item, std::optional<T>& old) WEFT_RELEASE(poppers_) {
        try {
            old.emplace(std::move(item));
            item = std::move(items_.front());
        } catch (...) {
            poppers_.unlock();
            throw;
        }
        items_.drop_front();
        wake_one(pushers_);
    }

    /// Wakes the oldest waiter to look again. Unlocks; afterwards nothing of the channel is touched.
    void wake_one(lowlevel::wait_list& list) noexcept WEFT_RELEASE(poppers_) {
        const lowlevel::claimed_waiter next = list.claim_front();
        poppers_.unlock();
        if (next) next.deliver();
    }

    // Invariant, whenever the lock is free: a popper that waits unclaimed implies fewer ready items than claimed poppers on
    // their way, and likewise for pushers and free slots; each put claims a popper, each take a pusher, close all.
    lowlevel::wait_list poppers_;                           // its lock guards everything
    lowlevel::wait_list pushers_ WEFT_GUARDED_BY(poppers_); // its own lock is not used
    detail::ring<T> items_ WEFT_GUARDED_BY(poppers_);
    bool closed_ WEFT_GUARDED_BY(poppers_) = false;
};

} // namespace weft
