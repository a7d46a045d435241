// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/channel.hpp>
#include <weft/channel_status.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/channel/block_store.hpp>
#include <weft/detail/channel/counted_store.hpp>
#include <weft/detail/channel/exchange.hpp>
#include <weft/detail/channel/fifo_store.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/deadline.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace weft {

/// put() or get() met a queue that was shut down (and, for get(), is drained).
struct WEFT_API queue_shut_down : std::runtime_error {
    /// Thrown by put() and get().
    queue_shut_down() : std::runtime_error("weft: the queue was shut down") {}
};

/// A queue of work, first-in first-out, with asyncio's verbs: put() and get(); task_done() says that the work on an
/// item that was got is done, and join() waits until that is so for all. Constructed with the number of items it can
/// hold; with nothing or 0 it has no bound.
///
/// put() suspends while the queue is full, get() while it is empty, join() while there is unfinished work (a plain
/// thread blocks); those that wait are served in the order in which they came. The waits are checkpoints. shutdown()
/// ends it: puts throw queue_shut_down, those that wait included; gets take what is left and then throw. With
/// shutdown_how::immediate nothing is left, and what is dropped counts as done; join() still waits for what was got and
/// is not done. Any fiber or thread. T may be move-only. It may be destroyed when nobody is in a call or waits in it.
/// Cases of select(): on_push() and on_pop(), whose handler gets an empty optional when a get() would throw.
/// Store, where the items lie, is weft's own business: take lifo_queue or priority_queue for another order.
///
/// @code
/// weft::queue<int> jobs;
/// auto worker = weft::spawn([&] { for (;;) { work_on(jobs.get()); jobs.task_done(); } });
/// for (int i = 0; i < 3; ++i) jobs.put(i);
/// jobs.join();
/// jobs.shutdown();
/// @endcode
template <class T, class Store = detail::fifo_store<T>>
class queue {
    using store = detail::counted_store<Store>;
    using engine = detail::exchange<T, store>;

public:
    using value_type = T;
    using closed_error = queue_shut_down;

    /// Without a bound, or with room for `capacity` items.
    queue() : engine_(k_kinds, typename Store::no_bound()) {}
    explicit queue(unbounded_t) : queue() {}
    explicit queue(std::size_t capacity) : engine_(k_kinds, capacity) {}
    queue(const queue&) = delete;
    queue& operator=(const queue&) = delete;

    /// Puts an item in, suspending while the queue is full. Throws queue_shut_down. `item` is moved from on success
    /// only: whatever is thrown leaves it with the caller.
    void put(T&& item) {
        detail::checkpoint("puts into queue", this);
        if (engine_.push(item, detail::no_deadline()) == detail::attempt::closed) throw queue_shut_down();
    }

    /// As above, with a copy of the item.
    void put(const T& item)
        requires std::is_copy_constructible_v<T>
    {
        T copy(item);
        put(std::move(copy));
    }

    /// Puts an item in if there is room; it is moved from on success only. Success, full or closed (shut down). Never
    /// suspends.
    channel_status put_nowait(T&& item) {
        detail::never_suspends("puts into queue", this);
        return detail::status_of(engine_.try_push(item), channel_status::full);
    }

    /// As put(), for `timeout` at most; the item is moved from on success only. Success, timeout or closed.
    channel_status put_for(T&& item, any_duration timeout) {
        return put_until(std::move(item), detail::deadline_after(timeout));
    }
    channel_status put_until(T&& item, any_time_point deadline) {
        detail::checkpoint("puts into queue", this);
        return detail::status_of(engine_.push(item, deadline.when()), channel_status::full);
    }

    /// Takes the next item, suspending while there is none. Throws queue_shut_down when there will be none any more.
    T get() {
        static_assert(std::is_nothrow_move_constructible_v<T>,
                      "this item's move may throw, and then it would be lost on its way out: get(std::optional<T>&)");
        std::optional<T> item;
        if (get(item) == channel_status::closed) throw queue_shut_down();
        return std::move(*item);
    }

    /// As get(). Success or closed.
    channel_status get(std::optional<T>& item) {
        item.reset();
        detail::checkpoint("gets from queue", this);
        return detail::status_of(engine_.pop(item, detail::no_deadline()), channel_status::empty);
    }

    /// Takes the next item if there is one. Success, empty or closed (shut down and drained). Never suspends.
    channel_status get_nowait(std::optional<T>& item) {
        item.reset();
        detail::never_suspends("gets from queue", this);
        return detail::status_of(engine_.try_pop(typename engine::into{item}), channel_status::empty);
    }

    /// As get(), for `timeout` at most. Success, timeout or closed.
    channel_status get_for(std::optional<T>& item, any_duration timeout) {
        return get_until(item, detail::deadline_after(timeout));
    }
    channel_status get_until(std::optional<T>& item, any_time_point deadline) {
        item.reset();
        detail::checkpoint("gets from queue", this);
        return detail::status_of(engine_.pop(item, deadline.when()), channel_status::empty);
    }

    /// The work on one item that was got is done. Throws std::logic_error when called more often than items were put.
    void task_done() {
        detail::never_suspends("is done with a task of queue", this);
        bool excess = false;
        lowlevel::claimed_waiters joiners;
        engine_.with_store([&](store& items) {
            excess = items.unfinished == 0;
            if (!excess && --items.unfinished == 0) joiners = joiners_.claim_all();
        });
        joiners.deliver();
        if (excess)
            throw std::logic_error("weft: task_done() was called more often than items were put into the queue");
    }

    /// Waits until the work on every item that was put is done.
    void join() { static_cast<void>(join_with(detail::no_deadline())); }

    /// As join(), for `timeout` at most; false when that was not enough.
    [[nodiscard]] bool join_for(any_duration timeout) { return join_with(detail::deadline_after(timeout)); }
    [[nodiscard]] bool join_until(any_time_point deadline) { return join_with(deadline.when()); }

    /// Ends the queue; idempotent, never suspends.
    void shutdown(shutdown_how how = shutdown_how::drain) noexcept {
        detail::never_suspends("shuts down queue", this);
        std::optional<Store> dropped; // items' destructors may run any code: after the lock
        lowlevel::claimed_waiters joiners;
        engine_.close([&](store& items) {
            if (how == shutdown_how::drain) return;
            dropped.emplace(std::move(static_cast<Store&>(items)));
            items.unfinished -= dropped->size();
            if (items.unfinished == 0) joiners = joiners_.claim_all();
        });
        joiners.deliver();
    }

    /// True after shutdown(). This and what follows are looks: it may be different right after.
    [[nodiscard]] bool is_shut_down() const noexcept { return engine_.is_closed(); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] bool full() const noexcept { return size() >= capacity(); }
    std::size_t size() const noexcept {
        return engine_.with_store([](const store& items) { return items.size(); });
    }

    /// How many items it can hold; the largest number when there is no bound.
    std::size_t capacity() const noexcept { return engine_.capacity(); }

private:
    friend struct detail::chan::exchange_access;
    static constexpr detail::exchange_kinds k_kinds{{.verb = "waits to put into queue"},
                                                    {.verb = "waits to get from queue"}};
    static constexpr lowlevel::wait_kind k_join{.verb = "waits to join queue"};

    template <class Deadline>
    bool join_with(Deadline deadline) {
        detail::checkpoint("joins queue", this);
        const detail::in_line place{k_join, nullptr, this};
        return engine_.wait_unless([](const store& items) { return items.unfinished == 0; }, place, joiners_, deadline);
    }

    engine engine_; // first, so that reports know the queue by its address
    // Its own lock is not used, the engine's is. Waits unclaimed => there is unfinished work
    lowlevel::wait_list joiners_;
};

/// As queue, but the item that was put last is got first. T's move must be noexcept.
template <class T>
class lifo_queue : public queue<T, detail::lifo_store<T>> {
public:
    using queue<T, detail::lifo_store<T>>::queue;
};

/// As queue, but the least item is got first (so the smallest number is the most urgent, as in asyncio). T's move must
/// be noexcept; Compare must not throw.
template <class T, class Compare = std::less<T>>
class priority_queue : public queue<T, detail::heap_store<T, Compare>> {
public:
    using queue<T, detail::heap_store<T, Compare>>::queue;
};

} // namespace weft
