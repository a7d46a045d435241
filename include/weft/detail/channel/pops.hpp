// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/channel_status.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/channel/attempt.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/detail/fiber/switch_point.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace weft::detail {

/// How a channel's operation ended, when `in_vain` says why it would have had to wait.
inline channel_status status_of(attempt how, channel_status in_vain) noexcept {
    switch (how) {
    case attempt::done: return channel_status::success;
    case attempt::closed: return channel_status::closed;
    case attempt::timed_out: return channel_status::timeout;
    default: return in_vain;
    }
}

/// What switch points call the pops of a kind of channel.
struct WEFT_API pop_verbs {
    const char* pop;
    const char* try_pop;
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
    template <class Owner>
    static constexpr const pop_verbs& verbs() noexcept {
        return Owner::k_verbs;
    }
};

/// The popping half of a channel's interface.
template <class Owner, class T>
class pops {
public:
    /// Takes the oldest item, suspending while there is none; empty once the channel is closed and drained.
    std::optional<T> pop() {
        std::optional<T> item;
        static_cast<void>(take(item, no_deadline()));
        return item;
    }

    /// Moves the oldest item to `item` if there is one. Never suspends. Success, empty or closed (and drained).
    channel_status try_pop(T& item) {
        never_suspends(exchange_access::verbs<Owner>().try_pop, std::addressof(owner()));
        std::optional<T> old; // what `item` held; its destructor may run any code, so it goes after the lock
        if constexpr (std::is_nothrow_move_assignable_v<T> && std::is_nothrow_move_constructible_v<T>) {
            const attempt how = engine().try_pop(engine().into(old));
            if (old) item = std::move(*old);
            return status_of(how, channel_status::empty);
        } else {
            const attempt how = engine().try_pop([&](T&& from) {
                old.emplace(std::move(item));
                item = std::move(from);
            });
            return status_of(how, channel_status::empty);
        }
    }

    /// As pop(), for `timeout` at most. Success, timeout or closed (and drained).
    channel_status pop_for(std::optional<T>& item, any_duration timeout) {
        return pop_until(item, deadline_after(timeout));
    }
    channel_status pop_for(T& item, any_duration timeout) { return pop_until(item, deadline_after(timeout)); }

    /// As pop_for(), until `deadline` at most. What `item` held is gone also when nothing came.
    channel_status pop_until(std::optional<T>& item, any_time_point deadline) {
        item.reset();
        return status_of(take(item, deadline.when()), channel_status::empty);
    }

    /// As above; without success `item` is left alone.
    channel_status pop_until(T& item, any_time_point deadline) {
        static_assert(
            std::is_nothrow_move_assignable_v<T>,
            "this item's move assignment may throw, and an item that was handed over would be lost: pop into a "
            "std::optional");
        std::optional<T> taken;
        const attempt how = take(taken, deadline.when());
        if (taken) item = std::move(*taken);
        return status_of(how, channel_status::empty);
    }

    /// For range-for: each step pops, the end is a closed and drained channel.
    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        explicit iterator(pops& from) : from_(std::addressof(from)) { next(); }
        T& operator*() noexcept { return *item_; }
        T* operator->() noexcept { return std::addressof(*item_); }
        iterator& operator++() {
            item_.reset();
            next();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const noexcept { return !item_; }

    private:
        void next() { static_cast<void>(from_->take(item_, no_deadline())); }

        pops* from_;
        std::optional<T> item_;
    };
    iterator begin() { return iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

protected:
    pops() = default;
    ~pops() = default;

private:
    Owner& owner() noexcept { return static_cast<Owner&>(*this); }
    auto& engine() noexcept { return exchange_access::engine(owner()); }

    template <class Deadline>
    attempt take(std::optional<T>& item, Deadline deadline) {
        may_suspend(exchange_access::verbs<Owner>().pop, std::addressof(owner()));
        return engine().pop(item, deadline);
    }
};

} // namespace weft::detail
