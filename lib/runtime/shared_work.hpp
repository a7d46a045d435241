// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "queue/event_count.hpp"
#include "queue/injector.hpp"
#include "queue/timer_queue.hpp"

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/fiber/record.hpp>
#include <weft/lowlevel/poller.hpp>

#include <memory>
#include <vector>

namespace weft::detail::sched {

class ready_queue;

using ready_chain = entry_chain<ready_entry>;

/// The switches of a worker between two passes through its scheduler, and the most entries that one pass takes from a
/// shared queue.
inline constexpr int k_pass = 61;

/// What the workers of a runtime share: the injector, a seat for each worker, the list of the idle ones, and that it
/// has ended. Any thread, but seats are filled before the workers run.
class shared_work {
public:
    /// Where one worker is met by the others. The inbox holds ready fibers that must run on it.
    struct alignas(64) seat {
        injector<ready_entry> inbox;
        ready_queue* ready = nullptr;             // others steal from it
        timer_queue* timers = nullptr;            // others fire those that are late
        std::unique_ptr<lowlevel::poller> poller; // wakes the worker when it is parked
    };

    explicit shared_work(unsigned workers) : idle_(workers), seats_(workers) {}
    shared_work(const shared_work&) = delete;
    shared_work& operator=(const shared_work&) = delete;

    unsigned workers() const noexcept { return static_cast<unsigned>(seats_.size()); }
    seat& of(unsigned worker) noexcept { return seats_[worker]; }
    const std::vector<seat>& seats() const noexcept { return seats_; }
    injector<ready_entry>& injected() noexcept { return injected_; }
    const injector<ready_entry>& injected() const noexcept { return injected_; }
    event_count& idle() noexcept { return idle_; }
    const event_count& idle() const noexcept { return idle_; }

    /// Queues a fiber: on its worker when it is pinned, else in the injector; wakes a worker for it.
    void push(ready_entry entry) noexcept;

    /// Queues a fiber in the inbox of `worker`, and wakes that worker.
    void push_to(unsigned worker, ready_entry entry) noexcept;

    /// Wakes an idle worker, unless none needs to be woken.
    void notify() noexcept {
        const unsigned woken = idle_.notify();
        if (woken != event_count::k_nobody) [[unlikely]]
            unpark(woken);
    }
    void notify_unless_watched() noexcept {
        const unsigned woken = idle_.notify_unless_watched();
        if (woken != event_count::k_nobody) [[unlikely]]
            unpark(woken);
    }

    /// Every worker that is parked looks again.
    void unpark_all() noexcept;

    /// True when a fiber is queued or a timer waits, anywhere. Only while event_count::if_all_idle() keeps all workers
    /// idle.
    bool has_work_or_timers() const noexcept;

    /// No fiber is left: the workers leave.
    bool has_ended() const noexcept { return ended_.load(memory_order_seq_cst); }
    void end() noexcept { ended_.store(true, memory_order_seq_cst); }

private:
    void unpark(unsigned worker) noexcept { seats_[worker].poller->unpark(); }

    event_count idle_;
    injector<ready_entry> injected_;
    atomic<bool> ended_{false};
    std::vector<seat> seats_;
};

} // namespace weft::detail::sched
