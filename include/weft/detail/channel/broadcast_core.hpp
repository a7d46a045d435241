// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/detail/channel/exchange.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft::detail::chan {

/// The items of a broadcast and how far each subscriber has read. The last items are kept, numbered; an item stays
/// until every subscriber that was there when it was pushed has read it. Items are shared, so no code of theirs but the
/// move in push() runs under the lock.
///
/// Invariant, whenever the lock is free: first_ <= next_ <= first_ + capacity; item n (first_ <= n < next_) is still to
/// be read by readers(n) > 0 subscribers if n == first_, >= 0 else, namely those whose cursor is <= n; a pusher waits
/// unclaimed only while next_ == first_ + capacity; a subscriber waits unclaimed only while its cursor is next_, unless
/// closed.
template <class T>
class broadcast_core {
public:
    using item_pointer = std::shared_ptr<std::optional<T>>;
    enum class when_full : bool { wait, drop };

    /// One push, in the pusher's frame. Before: `place` is fresh memory for the item. After: `place` holds what the
    /// slot held before, and dies with the pusher's frame, outside the lock.
    struct parcel {
        offer<T> from{nullptr};
        item_pointer place;
        parcel() = default;
        explicit parcel(T& item) { fill(item); }
        void fill(T& item) {
            from.item = std::addressof(item);
            if (place == nullptr) place = std::make_shared<std::optional<T>>();
        }
    };

    /// What is left to do once the lock is released.
    struct leavings {
        lowlevel::claimed_waiters poppers;
        lowlevel::claimed_waiter pusher;
        item_pointer dropped;
        void run() const noexcept {
            poppers.deliver();
            if (pusher) pusher.deliver();
        }
    };

    broadcast_core(std::size_t capacity, when_full policy) : slots_(capacity), policy_(policy) {}

    attempt push_locked(parcel& mine, leavings& after) noexcept WEFT_REQUIRES(poppers_) {
        if (closed_) return attempt::closed;
        if (subscribers_ == 0) return attempt::done; // nobody will ever read it
        if (is_full()) {
            if (policy_ == when_full::wait) return attempt::must_wait;
            after.dropped = std::move(slot(first_).item);
            ++first_;
            trim();
        }
        if (!put(mine)) return attempt::failed;
        after.poppers = poppers_.claim_all();
        return attempt::done;
    }

    /// Takes the subscriber's next item; adds to `missed` those that were dropped before.
    attempt take_locked(std::uint64_t& cursor, std::uint64_t& missed, item_pointer& item, leavings& after) noexcept
        WEFT_REQUIRES(poppers_) {
        if (cursor < first_) {
            missed += first_ - cursor;
            cursor = first_;
        }
        if (cursor == next_) return closed_ ? attempt::closed : attempt::must_wait;
        kept& next = slot(cursor++);
        if (--next.readers == 0)
            item = std::move(next.item);
        else
            item = next.item;
        make_room(after);
        return attempt::done;
    }

    std::uint64_t subscribe() noexcept {
        const lock_scope guard(poppers_);
        ++subscribers_;
        return next_;
    }

    void unsubscribe(std::uint64_t cursor) noexcept {
        leavings after;
        poppers_.lock();
        --subscribers_;
        for (std::uint64_t n = (std::max)(cursor, first_); n != next_; ++n) --slot(n).readers;
        make_room(after);
        poppers_.unlock();
        after.run();
    }

    void close() noexcept {
        poppers_.lock();
        closed_ = true;
        // A select may wait at both ends. Claimed as a popper it looks again at all of its cases.
        const lowlevel::claimed_waiters poppers = poppers_.claim_all();
        const lowlevel::claimed_waiters pushers = pushers_.claim_all();
        poppers_.unlock();
        pushers.deliver();
        poppers.deliver();
    }

    std::size_t subscribers() const noexcept {
        const lock_scope guard(poppers_);
        return subscribers_;
    }
    bool is_closed() const noexcept {
        const lock_scope guard(poppers_);
        return closed_;
    }
    std::size_t capacity() const noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { return slots_.size(); } // never changes

    lowlevel::wait_list& poppers() noexcept { return poppers_; }
    lowlevel::wait_list& pushers() noexcept WEFT_REQUIRES(poppers_) { return pushers_; }

private:
    struct kept {
        item_pointer item;
        std::size_t readers = 0;
    };

    bool is_full() const noexcept WEFT_REQUIRES(poppers_) { return next_ - first_ == slots_.size(); }
    kept& slot(std::uint64_t n) noexcept WEFT_REQUIRES(poppers_) { return slots_[n % slots_.size()]; }

    bool put(parcel& mine) noexcept WEFT_REQUIRES(poppers_) {
        if constexpr (std::is_nothrow_move_constructible_v<T>) {
            mine.place->emplace(std::move(*mine.from.item));
        } else {
            try {
                mine.place->emplace(std::move(*mine.from.item));
            } catch (...) {
                mine.from.failure = std::current_exception();
                return false;
            }
        }
        kept& next = slot(next_++);
        next.item.swap(mine.place); // what nobody took leaves with the pusher: its destructor may run any code
        next.readers = subscribers_;
        return true;
    }

    /// Frees slots at the front that no subscriber will read. Their items are not destroyed here, under the lock: the
    /// last reader moved its item out; an unread one stays until a push swaps it away.
    void trim() noexcept WEFT_REQUIRES(poppers_) {
        while (first_ != next_ && slot(first_).readers == 0) ++first_;
    }

    /// Items at the front were read by all: their room goes to the oldest pushers that wait.
    void make_room(leavings& after) noexcept WEFT_REQUIRES(poppers_) {
        trim();
        while (!pushers_.empty() && !is_full()) {
            const lowlevel::claimed_waiter pusher = pushers_.claim_front();
            if (!pusher) return;
            pusher->tag = k_item; // done, or T's move threw: the pusher finds that in its parcel
            leavings its;
            static_cast<void>(push_locked(*static_cast<parcel*>(pusher->data), its));
            if (!its.poppers.empty()) after.poppers = its.poppers; // once at most: all who waited
            if (after.pusher) after.pusher.deliver();              // under the lock: this call is not over
            after.pusher = pusher;
        }
    }

    mutable lowlevel::wait_list poppers_;                   // its lock guards everything
    lowlevel::wait_list pushers_ WEFT_GUARDED_BY(poppers_); // its own lock is not used
    std::vector<kept> slots_ WEFT_GUARDED_BY(poppers_);
    std::uint64_t first_ WEFT_GUARDED_BY(poppers_) = 0;
    std::uint64_t next_ WEFT_GUARDED_BY(poppers_) = 0;
    std::size_t subscribers_ WEFT_GUARDED_BY(poppers_) = 0;
    bool closed_ WEFT_GUARDED_BY(poppers_) = false;
    const when_full policy_;
};

} // namespace weft::detail::chan
