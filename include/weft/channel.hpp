// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/channel_status.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/channel/exchange.hpp>
#include <weft/detail/channel/fifo_store.hpp>
#include <weft/detail/channel/pop_iterator.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/deadline.hpp>

#include <cstddef>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

namespace weft {

/// For channels and queues that have always room: weft::channel<int> numbers(weft::unbounded).
struct WEFT_API unbounded_t {
    explicit unbounded_t() = default;
};
inline constexpr unbounded_t unbounded{};

/// A queue of items between fibers of any runtime and plain threads, first-in first-out; any number of pushers and
/// poppers. It holds exactly as many items as its capacity says; with 0 each push meets a pop (a rendezvous); with
/// weft::unbounded a push never waits.
///
/// push() suspends while the channel is full, pop() while it is empty (a plain thread blocks); those that wait are
/// served in the order in which they came, and nobody overtakes them. close() ends the channel: pushes fail from then
/// on, those that wait included; pops take what is left and then get nothing. The waits are checkpoints. T may be
/// move-only. An exception that T's move throws reaches the caller whose item was moved; the item stays where it was.
/// Timeouts and deadlines are measured by the caller's clock, weft::clock. It may be destroyed when nobody is in a call
/// or waits in it; a popper may do so as soon as it got its item. An unbounded channel allocates when it grows (never
/// under its lock), other channels when they are made.
///
/// @code
/// weft::channel<int> numbers(16);
/// auto producer = weft::spawn([&] { for (int i = 0; i < 3; ++i) numbers.push(i); numbers.close(); });
/// for (int number : numbers) fmt::print("{}\n", number);
/// @endcode
template <class T>
class channel {
public:
    using value_type = T;
    using closed_error = channel_closed;
    using iterator = detail::pop_iterator<channel>;

    /// Throws std::bad_alloc when the items cannot be allocated.
    explicit channel(std::size_t capacity) : engine_(k_kinds, capacity) {}
    explicit channel(unbounded_t) : engine_(k_kinds, typename store::no_bound()) {}
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;

    /// Puts an item in, suspending while the channel is full. Throws channel_closed. `item` is moved from on success
    /// only: whatever is thrown leaves it with the caller.
    void push(T&& item) {
        detail::checkpoint("pushes to channel", this);
        if (engine_.push(item, detail::no_deadline()) == detail::attempt::closed) throw channel_closed();
    }

    /// As above, with a copy of the item.
    void push(const T& item)
        requires std::is_copy_constructible_v<T>
    {
        T copy(item);
        push(std::move(copy));
    }

    /// Puts an item in if there is room; `item` is moved from on success only. Never suspends. Success, full or closed.
    channel_status try_push(T&& item) {
        detail::never_suspends("tries to push to channel", this);
        return detail::status_of(engine_.try_push(item), channel_status::full);
    }

    /// As push(), for `timeout` at most; `item` is moved from on success only. Success, timeout or closed.
    channel_status push_for(T&& item, any_duration timeout) {
        return push_until(std::move(item), detail::deadline_after(timeout));
    }

    /// As push_for(), until `deadline` at most.
    channel_status push_until(T&& item, any_time_point deadline) {
        detail::checkpoint("pushes to channel", this);
        return detail::status_of(engine_.push(item, deadline.when()), channel_status::full);
    }

    /// Takes the oldest item, suspending while there is none; empty once the channel is closed and drained.
    std::optional<T> pop() {
        std::optional<T> item;
        detail::checkpoint("pops from channel", this);
        static_cast<void>(engine_.pop(item, detail::no_deadline()));
        return item;
    }

    /// Moves the oldest item to `item` if there is one. Never suspends. Success, empty or closed (and drained).
    channel_status try_pop(T& item) {
        detail::never_suspends("tries to pop from channel", this);
        return detail::status_of(engine_.try_replace(item), channel_status::empty);
    }

    /// As pop(), for `timeout` at most. Success, timeout or closed (and drained).
    channel_status pop_for(std::optional<T>& item, any_duration timeout) {
        return pop_until(item, detail::deadline_after(timeout));
    }
    channel_status pop_for(T& item, any_duration timeout) { return pop_until(item, detail::deadline_after(timeout)); }

    /// As pop_for(), until `deadline` at most. What `item` held is gone also when nothing came.
    channel_status pop_until(std::optional<T>& item, any_time_point deadline) {
        item.reset();
        return detail::status_of(take(item, deadline.when()), channel_status::empty);
    }

    /// As above; without success `item` is left alone.
    channel_status pop_until(T& item, any_time_point deadline) {
        static_assert(
            std::is_nothrow_move_assignable_v<T>,
            "this item's move assignment may throw, and an item that was handed over would be lost: pop into a "
            "std::optional");
        std::optional<T> taken;
        const channel_status how = pop_until(taken, deadline);
        if (taken) item = std::move(*taken);
        return how;
    }

    /// For range-for: each step pops, the end is a closed and drained channel.
    iterator begin() { return iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

    /// Ends the channel; idempotent, never suspends.
    void close() noexcept {
        detail::never_suspends("closes channel", this);
        engine_.close([](const store&) {});
    }

    /// True after close(). A look: it may be closed right after.
    [[nodiscard]] bool is_closed() const noexcept { return engine_.is_closed(); }

    /// How many items it can hold; the largest number when it is unbounded.
    std::size_t capacity() const noexcept { return engine_.capacity(); }

    /// How many items it holds. A look: others push and pop meanwhile.
    std::size_t size() const noexcept {
        return engine_.with_store([](const store& items) { return items.size(); });
    }

private:
    friend struct detail::chan::exchange_access;
    friend iterator;
    using store = detail::fifo_store<T>;
    static constexpr detail::exchange_kinds k_kinds{{.verb = "waits to push to channel"},
                                                    {.verb = "waits to pop from channel"}};

    /// Pops into `item`, which is empty.
    template <class Deadline>
    detail::attempt take(std::optional<T>& item, Deadline deadline) {
        detail::checkpoint("pops from channel", this);
        return engine_.pop(item, deadline);
    }

    detail::exchange<T, store> engine_; // first, so that reports know the channel by its address
};

} // namespace weft
