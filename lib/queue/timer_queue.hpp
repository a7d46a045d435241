// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "queue/pairing_heap.hpp"

#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/tiny_lock.hpp>

#include <cstdint>
#include <mutex>

namespace weft::detail {

class timer_queue;

/// One deadline; lives where its waiter lives. Links, queue and order belong to the queue it is in.
class timer_node : heap_links<timer_node> {
public:
    explicit timer_node(time_point deadline) noexcept : deadline_(deadline) {}
    timer_node(const timer_node&) = delete;
    timer_node& operator=(const timer_node&) = delete;

    time_point deadline() const noexcept { return deadline_; }

    /// Takes the timer out of its queue unless it has fired; when it returns, the queue touches the node no more. Any thread.
    void cancel() noexcept;

protected:
    ~timer_node() = default;

private:
    friend class timer_queue;
    struct earlier {
        bool operator()(const timer_node& a, const timer_node& b) const noexcept {
            return a.deadline_ != b.deadline_ ? a.deadline_ < b.deadline_ : a.order_ < b.order_;
        }
    };
    friend class pairing_heap<timer_node, earlier>;

    time_point deadline_;
    std::uint64_t order_ = 0; // timers of one deadline fire in the order they were added
    timer_queue* queue_ = nullptr;
    bool queued_ = false;
};

/// The timers of one worker. Any thread may call anything; nothing suspends or allocates.
class timer_queue {
public:
    static constexpr time_point k_never = time_point::max();

    void add(timer_node& node) noexcept {
        const std::lock_guard guard(lock_);
        node.order_ = ++order_;
        node.queue_ = this;
        node.queued_ = true;
        heap_.insert(node);
        update_earliest();
    }

    /// The earliest deadline, or k_never; a look without the lock.
    time_point earliest() const noexcept { return time_point(time_point::duration(earliest_.load(memory_order_seq_cst))); }

    /// Takes out one timer due at `now` and calls fire(node) under the lock; false when none is due.
    template <class Fire>
    bool fire_one(time_point now, Fire&& fire) noexcept {
        const std::lock_guard guard(lock_);
        if (heap_.empty() || heap_.top()->deadline_ > now) return false;
        timer_node& due = heap_.pop();
        due.queued_ = false;
        update_earliest();
        fire(due);
        return true;
    }

private:
    friend class timer_node;

    void update_earliest() noexcept {
        const time_point first = heap_.empty() ? k_never : heap_.top()->deadline_;
        earliest_.store(first.time_since_epoch().count(), memory_order_seq_cst);
    }

    tiny_lock lock_;
    pairing_heap<timer_node, timer_node::earlier> heap_;
    std::uint64_t order_ = 0;
    atomic<time_point::rep> earliest_{k_never.time_since_epoch().count()};
};

inline void timer_node::cancel() noexcept {
    const std::lock_guard guard(queue_->lock_);
    if (!queued_) return;
    queued_ = false;
    queue_->heap_.erase(*this);
    queue_->update_earliest();
}

} // namespace weft::detail
