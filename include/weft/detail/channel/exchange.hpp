// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/detail/channel/line.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

namespace weft::detail::chan {

/// What is left to do once the lock is released.
struct WEFT_API aftermath {
    lowlevel::claimed_waiter partner; ///< was claimed on the way
    void* waste = nullptr;
    std::align_val_t waste_alignment{};

    void run() const noexcept {
        if (partner) partner.deliver();
        if (waste != nullptr) [[unlikely]]
            ::operator delete(waste, waste_alignment);
    }
};

/// The item of one push, in the pusher's frame; a waiting pusher's waiter::data points here. `failure` is what T's move
/// threw.
template <class T, bool Throws = !std::is_nothrow_move_constructible_v<T>>
struct offer {
    T* item;
    std::exception_ptr failure{};
    void rethrow() {
        if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    }
};
template <class T>
struct offer<T, false> {
    T* item;
    void rethrow() const noexcept {}
};

/// How waits of pushers and of poppers are called in reports.
struct WEFT_API exchange_kinds {
    lowlevel::wait_kind push;
    lowlevel::wait_kind pop;
};

/// What channels and queues have in common: items in a Store, pushers that wait while it is full, poppers that wait
/// while it is empty. An item goes from hand to hand: a push gives it to the oldest popper that waits, a pop that makes
/// room takes the oldest waiting pusher's item in for it.
///
/// Invariant, whenever the lock is free: a popper waits unclaimed only while the store is empty and no pusher of
/// another wait waits unclaimed; a pusher waits unclaimed only while the store is full; once closed, nobody waits.
///
/// T's move may throw, always in the name of whoever gave the item away or wanted it:
///  - a push into the store or into a popper's hands: the pusher gets it and keeps its item; the popper looks again;
///  - a pop out of the store: the popper gets it, the item stays there;
///  - a pop out of a waiting pusher's hands: the popper gets it, the pusher keeps its item and looks again;
///  - a pop that takes a waiting pusher's item into the store: the pop has its own item and is done; the pusher gets it
///    and keeps its item, and the next one's turn has come.
/// Whoever looks again goes back to the head of the line.
///
/// Any thread. Once the lock is released nothing is touched but claimed waiters, so whoever got an item may destroy all
/// this.
template <class T, class Store>
class exchange {
    static constexpr bool k_throws = !std::is_nothrow_move_constructible_v<T>;
    static constexpr bool k_counts = requires(Store& items) { items.accepted(); }; // is told of each item's coming

public:
    /// Where a pop lets its item go: into an optional that is empty.
    struct into {
        std::optional<T>& item;
        void operator()(T&& from) const noexcept(!k_throws) { item.emplace(std::move(from)); }
    };

    template <class... Args>
    explicit exchange(const exchange_kinds& kinds, Args&&... args)
        : kinds_(kinds), store_(std::forward<Args>(args)...) {}
    exchange(const exchange&) = delete;
    exchange& operator=(const exchange&) = delete;

    /// Pushes, or waits for it until the deadline. Throws what T's move throws, or bad_alloc when the store grows.
    template <class Deadline>
    attempt push(T& item, Deadline deadline) {
        offer<T> mine{std::addressof(item)};
        for (auto end = line_end::back;;) {
            aftermath after;
            poppers_.lock();
            attempt how = push_locked(mine, after);
            if (how == attempt::must_wait)
                how = in_line{kinds_.push, std::addressof(mine), this}.wait(pushers_, poppers_, deadline, end);
            else
                poppers_.unlock();
            after.run();
            if (how < attempt::again) [[likely]] {
                if constexpr (k_throws) mine.rethrow();
                return how;
            }
            if (how == attempt::needs_memory)
                bring_memory();
            else
                end = line_end::front;
        }
    }

    attempt try_push(T& item) {
        offer<T> mine{std::addressof(item)};
        for (;;) {
            aftermath after;
            poppers_.lock();
            const attempt how = push_locked(mine, after);
            poppers_.unlock();
            after.run();
            if (how != attempt::needs_memory) [[likely]] {
                if constexpr (k_throws) mine.rethrow();
                return how;
            }
            bring_memory();
        }
    }

    /// Pops into `item`, which is empty, or waits for it until the deadline.
    template <class Deadline>
    attempt pop(std::optional<T>& item, Deadline deadline) {
        for (auto end = line_end::back;; end = line_end::front) {
            aftermath after;
            std::exception_ptr failure;
            poppers_.lock();
            attempt how = pop_locked(into{item}, failure, after);
            if (how == attempt::must_wait)
                how = in_line{kinds_.pop, std::addressof(item), this}.wait(poppers_, poppers_, deadline, end);
            else
                poppers_.unlock();
            after.run();
            if (how == attempt::again) continue;
            if constexpr (k_throws)
                if (how == attempt::failed) std::rethrow_exception(failure);
            return how;
        }
    }

    /// Calls take(T&&) with the next item, under the lock, if there is one.
    template <class Take>
    attempt try_pop(Take&& take) {
        aftermath after;
        std::exception_ptr failure;
        poppers_.lock();
        const attempt how = pop_locked(take, failure, after);
        poppers_.unlock();
        after.run();
        if (how == attempt::failed) std::rethrow_exception(failure);
        return how;
    }

    /// Takes the next item to `item`, if there is one. What `item` held dies after the lock, as its destructor may run
    /// any code.
    attempt try_replace(T& item) {
        std::optional<T> old;
        if constexpr (std::is_nothrow_move_assignable_v<T> && !k_throws) {
            const attempt how = try_pop(into{old});
            if (old) item = std::move(*old);
            return how;
        } else {
            return try_pop([&](T&& from) {
                old.emplace(std::move(item));
                item = std::move(from);
            });
        }
    }

    /// Wakes all that wait; no push from now on. `also` is called with the store, under the lock. Idempotent.
    template <class Also>
    void close(Also&& also) noexcept {
        poppers_.lock();
        closed_ = true;
        store_.close();
        also(store_);
        const lowlevel::claimed_waiters pushers = pushers_.claim_all();
        const lowlevel::claimed_waiters poppers = poppers_.claim_all();
        poppers_.unlock();
        pushers.deliver();
        poppers.deliver();
    }

    /// Calls look(store) under the lock.
    template <class Look>
    auto with_store(Look&& look) const {
        const lock_scope guard(poppers_);
        return look(store_);
    }
    template <class Change>
    void with_store(Change&& change) {
        const lock_scope guard(poppers_);
        change(store_);
    }

    /// Waits in a line of the owner's, unless is_over(store) under the lock; false when the deadline came first. Being
    /// woken is enough: then it was over.
    template <class Over, class Deadline>
    bool wait_unless(Over&& is_over, const in_line& place, lowlevel::wait_list& line, Deadline deadline) {
        poppers_.lock();
        if (!is_over(store_)) return place.wait(line, poppers_, deadline) != attempt::timed_out;
        poppers_.unlock();
        return true;
    }
    bool is_closed() const noexcept {
        const lock_scope guard(poppers_);
        return closed_;
    }
    std::size_t capacity() const noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { return store_.capacity(); } // never changes

    // For select: the list whose lock guards everything, the lines, and the looks under that lock.
    lowlevel::wait_list& poppers() noexcept { return poppers_; }
    lowlevel::wait_list& pushers() noexcept WEFT_REQUIRES(poppers_) { return pushers_; }
    const exchange_kinds& kinds() const noexcept { return kinds_; }

    /// Pushes if that is possible now; `failed` leaves the exception in `mine`.
    attempt push_locked(offer<T>& mine, aftermath& after) noexcept WEFT_REQUIRES(poppers_) {
        if (!poppers_.empty())
            if (const lowlevel::claimed_waiter popper = poppers_.claim_front()) return hand_over(mine, popper, after);
        if (store_.full()) [[unlikely]]
            return closed_ ? attempt::closed : attempt::must_wait;
        if (!store_.has_memory()) [[unlikely]]
            return attempt::needs_memory;
        return put(mine) ? attempt::done : attempt::failed;
    }

    /// Calls take(T&&) with the next item if there is one; `failed` leaves in `failure` what that threw.
    template <class Take>
    attempt pop_locked(Take&& take, std::exception_ptr& failure, aftermath& after) noexcept WEFT_REQUIRES(poppers_) {
        if (!store_.empty()) [[likely]] {
            if (!call(take, store_.front(after), failure)) return attempt::failed;
            store_.drop_front();
            if (!pushers_.empty()) take_in(after);
            return attempt::done;
        }
        if (!pushers_.empty())
            if (const lowlevel::claimed_waiter pusher = pushers_.claim_front())
                return take_over(take, pusher, failure, after);
        return closed_ ? attempt::closed : attempt::must_wait;
    }

    void bring_memory() {
        typename Store::memory fresh = Store::new_memory(wanted_memory());
        const lock_scope guard(poppers_);
        fresh = store_.bring(std::move(fresh));
    }

private:
    std::size_t wanted_memory() const {
        return with_store([](const Store& items) { return items.wanted_memory(); });
    }

    /// Calls take(item); false when it threw.
    template <class Take>
    static bool call(Take& take, T& item, std::exception_ptr& failure) noexcept {
        if constexpr (noexcept(take(std::move(item)))) {
            static_cast<void>(failure);
            take(std::move(item));
            return true;
        } else {
            try {
                take(std::move(item));
                return true;
            } catch (...) {
                failure = std::current_exception();
                return false;
            }
        }
    }

    /// Puts an item into the store, which has room; false when T's move threw.
    bool put(offer<T>& from) noexcept WEFT_REQUIRES(poppers_) {
        if constexpr (k_throws) {
            const auto push = [this](T&& item) WEFT_NO_THREAD_SAFETY_ANALYSIS { store_.push_back(std::move(item)); };
            if (!call(push, *from.item, from.failure)) return false;
        } else {
            store_.push_back(std::move(*from.item));
        }
        if constexpr (k_counts) store_.accepted();
        return true;
    }

    /// The item goes to a popper that waited.
    attempt hand_over(offer<T>& mine, const lowlevel::claimed_waiter& popper, aftermath& after) noexcept
        WEFT_REQUIRES(poppers_) {
        after.partner = popper;
        popper->tag = k_item;
        auto& hand = *static_cast<std::optional<T>*>(popper->data);
        if constexpr (k_throws) {
            if (!call_into(hand, mine)) {
                popper->tag = k_again;
                return attempt::failed;
            }
        } else {
            hand.emplace(std::move(*mine.item));
        }
        if constexpr (k_counts) store_.accepted();
        return attempt::done;
    }

    static bool call_into(std::optional<T>& hand, offer<T>& mine) noexcept {
        const into take{hand};
        return call(take, *mine.item, mine.failure);
    }

    /// The item of a pusher that waited goes to the popper that runs this.
    template <class Take>
    attempt take_over(Take& take, const lowlevel::claimed_waiter& pusher, std::exception_ptr& failure,
                      aftermath& after) noexcept WEFT_REQUIRES(poppers_) {
        after.partner = pusher;
        const bool taken = call(take, *static_cast<offer<T>*>(pusher->data)->item, failure);
        pusher->tag = taken ? k_item : k_again;
        if (!taken) return attempt::failed;
        if constexpr (k_counts) store_.accepted();
        return attempt::done;
    }

    /// The store has room again: the oldest pusher's item goes in.
    void take_in(aftermath& after) noexcept WEFT_REQUIRES(poppers_) {
        static_cast<void>(store_.has_memory()); // what was full has memory for all it can hold
        while (const lowlevel::claimed_waiter pusher = pushers_.claim_front()) {
            pusher->tag = k_item;
            const bool taken = put(*static_cast<offer<T>*>(pusher->data));
            if (taken) {
                after.partner = pusher;
                return;
            }
            pusher.deliver(); // it throws; under the lock, as there may be many, and this call is not over
        }
    }

    const exchange_kinds& kinds_;
    mutable lowlevel::wait_list poppers_;                   // its lock guards everything
    lowlevel::wait_list pushers_ WEFT_GUARDED_BY(poppers_); // its own lock is not used
    Store store_ WEFT_GUARDED_BY(poppers_);
    bool closed_ WEFT_GUARDED_BY(poppers_) = false;
};

/// Where channels and queues let their parts be reached.
struct WEFT_API exchange_access {
    static auto& engine(auto& of) noexcept {
        if constexpr (requires { of.engine_; })
            return of.engine_;
        else if constexpr (requires { of.from_; })
            return engine(of.from_);
        else
            return engine(of.channel());
    }
};

} // namespace weft::detail::chan
