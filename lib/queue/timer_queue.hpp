// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "queue/timer_wheel.hpp"

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/tiny_lock.hpp>

#include <cstdint>

namespace weft::detail::queues {

/// The timers of one worker. Any thread may call anything; nothing suspends or allocates.
class timer_queue {
public:
    static constexpr time_point k_never = timer_wheel::k_never;

    void add(timer_node& node) noexcept {
        const lock_scope guard(lock_);
        node.order_ = ++order_;
        node.queue_ = this;
        if (node.deadline_ == k_never) return; // it never fires
        node.queued_ = true;
        wheel_.insert(node);
        update_earliest();
    }

    /// No timer is due before this time (it may be earlier than the earliest deadline: then nothing fires, and the next
    /// answer is closer); k_never without timers. A look without the lock.
    time_point earliest() const noexcept {
        return time_point(time_point::duration(earliest_.load(memory_order_seq_cst)));
    }

    /// Takes out the earliest timer if it is due at `now` and calls fire(node) under the lock; false when none is due.
    template <class Fire>
    bool fire_one(time_point now, Fire&& fire) noexcept {
        const lock_scope guard(lock_);
        timer_node* const due = wheel_.pop_due(now);
        if (due != nullptr) {
            due->queued_ = false;
            fire(*due);
        }
        update_earliest();
        return due != nullptr;
    }

private:
    friend class timer_node;

    void update_earliest() noexcept WEFT_REQUIRES(lock_) {
        const auto first = wheel_.earliest().time_since_epoch().count();
        if (first != earliest_.load(memory_order_relaxed)) earliest_.store(first, memory_order_seq_cst);
    }

    tiny_lock lock_;
    timer_wheel wheel_ WEFT_GUARDED_BY(lock_);
    std::uint64_t order_ WEFT_GUARDED_BY(lock_) = 0;
    atomic<time_point::rep> earliest_{k_never.time_since_epoch().count()};
};

inline void timer_node::cancel() noexcept {
    const lock_scope guard(queue_->lock_);
    if (!queued_) return;
    queued_ = false;
    queue_->wheel_.erase(*this);
    queue_->update_earliest();
}

} // namespace weft::detail::queues
