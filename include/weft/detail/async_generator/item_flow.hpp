// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/channel/exchange.hpp>
#include <weft/detail/channel/fifo_store.hpp>
#include <weft/detail/channel/line.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>
#include <optional>
#include <utility>

namespace weft::detail::agen {

/// A store of items that knows whether the body may run.
template <class T>
struct due_store : fifo_store<T> {
    explicit due_store(std::size_t prefetch)
        : fifo_store<T>(prefetch == 0 ? 0 : prefetch - 1), is_due(prefetch != 0), runs_ahead(prefetch != 0) {}

    bool is_due;
    bool is_closed = false;
    bool is_cut_off = false; // nobody takes what is left
    const bool runs_ahead;

    bool empty() const noexcept { return is_cut_off || fifo_store<T>::empty(); }

    /// An item went over. (Without a lead nothing is ever stored, so it went to the consumer.)
    void accepted() noexcept { is_due = runs_ahead; }
    void close() noexcept {
        is_closed = true;
        fifo_store<T>::close();
    }
};

/// What goes on between the body of an async generator and its consumer, each in a fiber of its own: items one way, the
/// demand for them the other way. The items go through the engine of channels; with a lead ("prefetch") of n >= 1 that
/// is all: n - 1 of them lie in the store, and the body stands in give() with the n-th until one is taken. With a lead
/// of 0 the body also waits until the next item is due.
///
/// Invariant, whenever the lock is free, with a lead of 0: due <=> an item was asked for that has not gone over; the
/// body waits unclaimed for demand only while nothing is due and it is not closed. It holds as ask() makes an item due
/// and claims the body in one step, the hand-over ends the demand in the step in which the consumer has the item (a
/// wait given up leaves it: the item is the next one's), and closing claims the body.
///
/// One fiber or thread calls the body's side at a time, one the consumer's.
template <class T>
class item_flow {
    using store = due_store<T>;

public:
    /// Throws std::bad_alloc when the items cannot be allocated.
    explicit item_flow(std::size_t prefetch) : engine_(k_kinds, prefetch), runs_ahead_(prefetch != 0) {}
    item_flow(const item_flow&) = delete;
    item_flow& operator=(const item_flow&) = delete;

    // --- the body's side

    /// Hands `item` over, suspending while there is no room. Returns false, and leaves `item` alone, once the consumer
    /// has closed. Throws what T's move throws.
    [[nodiscard]] bool give(T& item) { return engine_.push(item, no_deadline()) == attempt::done; }

    /// Suspends until an item is due; false when the consumer has closed.
    [[nodiscard]] bool wait_until_due() {
        if (runs_ahead_) return true;
        bool has_waited = true, is_closed = false;
        const auto is_over = [&](const store& items) noexcept {
            is_closed = items.is_closed;
            has_waited = !items.is_due && !items.is_closed;
            return !has_waited;
        };
        in_line place{k_demand, this, nullptr};
        static_cast<void>(engine_.wait_unless(is_over, place, demand_, no_deadline()));
        return !(has_waited ? engine_.is_closed() : is_closed);
    }

    /// There will be no more items. The consumer takes those that are left.
    void end() noexcept {
        engine_.close([](const store&) {});
    }

    // --- the consumer's side

    /// An item is due, unless one is already: the body may go on. Never suspends.
    void ask() noexcept {
        if (runs_ahead_) return;
        lowlevel::claimed_waiter body;
        engine_.with_store([&](store& items) {
            if (!std::exchange(items.is_due, true)) body = demand_.claim_front();
        });
        if (body) body.deliver();
    }

    /// Takes the next item into `item`, which is empty, or waits for it until the deadline: done, closed (there will be
    /// none) or timed_out. Throws what T's move throws in the consumer's name.
    template <class Deadline>
    attempt take(std::optional<T>& item, Deadline deadline) {
        return engine_.pop(item, deadline);
    }

    /// The consumer wants no more: there is nothing for it, and the body is told at its next step here. Runs no code of
    /// the items'. Idempotent.
    void close() noexcept {
        lowlevel::claimed_waiter body;
        engine_.close([&](store& items) {
            items.is_cut_off = true;
            body = demand_.claim_front();
        });
        if (body) body.deliver();
    }

    /// Destroys the items that nobody took. After close().
    void drop() noexcept {
        std::optional<fifo_store<T>> dropped; // items' destructors may run any code: after the lock
        engine_.with_store([&](store& items) { dropped.emplace(std::move(static_cast<fifo_store<T>&>(items))); });
    }

    /// True after close() or end(). A look.
    [[nodiscard]] bool is_closed() const noexcept { return engine_.is_closed(); }

private:
    static constexpr exchange_kinds k_kinds{{.verb = "waits until its consumer takes an item from async generator"},
                                            {.verb = "waits for an item of async generator"}};
    static constexpr lowlevel::wait_kind k_demand{.verb = "waits to be asked for an item of async generator"};

    exchange<T, store> engine_;
    // The body, which waits until an item is due; its own lock is not used, the engine's is
    lowlevel::wait_list demand_;
    const bool runs_ahead_;
};

} // namespace weft::detail::agen
