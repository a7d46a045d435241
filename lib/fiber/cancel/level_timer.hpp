// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "fiber/wait_timer.hpp"
#include "queue/timer_queue.hpp"

#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/lowlevel/waiter.hpp>

#include <new>

namespace weft::detail::cancels {

/// The timer of a level's deadline, in the level's own memory.
class level_timer final : public timer_node {
public:
    level_timer(cancel_level& of, time_point deadline) noexcept : timer_node(deadline, timer_of::level), of_(of) {}

    /// That of a level that has one.
    static level_timer& of(cancel_level& level) noexcept {
        return *std::launder(reinterpret_cast<level_timer*>(level.timer));
    }

    cancel_level& level() noexcept { return of_; }

private:
    cancel_level& of_;
};

static_assert(sizeof(level_timer) <= sizeof(cancel_level::timer) && alignof(level_timer) <= 8);

/// What a timer that is due ends: a wait, or all that is in a level.
class due_timer {
public:
    due_timer() = default;

    /// With the lock of the timer's queue, so that neither can go away before finish().
    explicit due_timer(timer_node& due) noexcept {
        if (due.is_of() == timer_of::wait) {
            won_ = static_cast<wait_timer&>(due).claim();
        } else {
            level_ = &static_cast<level_timer&>(due).level();
            level_->is_firing.store(true, memory_order_relaxed); // leave() passes the queue's lock, then looks
        }
    }

    /// Without that lock, once.
    void finish() const noexcept {
        if (won_) won_.deliver();
        if (level_ == nullptr) return;
        cancel(*level_, cancel_reason::deadline, {}, level_->deadline_given);
        level_->is_firing.store(false, memory_order_release);
    }

private:
    lowlevel::claimed_waiter won_;
    cancel_level* level_ = nullptr;
};

} // namespace weft::detail::cancels
