// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/sync/gated_waits.hpp>

#include <condition_variable>
#include <stop_token>
#include <utility>

namespace weft {

/// A weft::condition_variable for any lock (whatever has lock() and unlock()), with waits that end when a
/// std::stop_token is told to stop.
///
/// All that is said of weft::condition_variable holds, except that a notification may suspend for a moment, while
/// somebody who begins to wait gives his lock back. Ask a std::stop_source to stop from any fiber or thread.
///
/// @code
/// std::shared_lock lock(guard);
/// if (!changed.wait(lock, stop, [&] { return !jobs.empty(); })) return;
/// @endcode
class WEFT_API condition_variable_any {
public:
    condition_variable_any() = default;
    condition_variable_any(const condition_variable_any&) = delete;
    condition_variable_any& operator=(const condition_variable_any&) = delete;

    /// Lets the oldest waiter go on, if there is one. The lock may be held or not.
    void notify_one() noexcept {
        detail::never_suspends("notifies one of condition", this);
        waits_.notify_one();
    }

    /// Lets all who wait go on. The lock may be held or not.
    void notify_all() noexcept {
        detail::never_suspends("notifies all of condition", this);
        waits_.notify_all();
    }

    /// Waits for a notification. The lock must be held.
    template <class Lock>
    void wait(Lock& lock) {
        static_cast<void>(wait_until(lock, detail::k_no_deadline));
    }

    /// Waits until ready() holds; it is called with the lock held.
    template <class Lock, class Predicate>
    void wait(Lock& lock, Predicate ready) {
        while (!ready()) wait(lock);
    }

    /// As wait(), until `deadline` at most.
    template <class Lock>
    std::cv_status wait_until(Lock& lock, any_time_point deadline) {
        return status_of(step(lock, deadline.when(), [](lowlevel::waiter&) { return 0; }));
    }

    /// As wait(), until `deadline` at most; returns what ready() says in the end.
    template <class Lock, class Predicate>
    bool wait_until(Lock& lock, any_time_point deadline, Predicate ready) {
        while (!ready())
            if (wait_until(lock, deadline) == std::cv_status::timeout) return ready();
        return true;
    }

    /// As wait(), for `timeout` at most.
    template <class Lock>
    std::cv_status wait_for(Lock& lock, any_duration timeout) {
        return wait_until(lock, detail::deadline_after(timeout));
    }

    /// As wait(), for `timeout` at most; returns what ready() says in the end.
    template <class Lock, class Predicate>
    bool wait_for(Lock& lock, any_duration timeout, Predicate ready) {
        return wait_until(lock, detail::deadline_after(timeout), std::move(ready));
    }

    /// Waits until ready() holds or `stop` is told to stop; returns what ready() says in the end.
    template <class Lock, class Predicate>
    bool wait(Lock& lock, std::stop_token stop, Predicate ready) {
        return wait_until(lock, std::move(stop), detail::k_no_deadline, std::move(ready));
    }

    /// The same, until `deadline` at most.
    template <class Lock, class Predicate>
    bool wait_until(Lock& lock, std::stop_token stop, any_time_point deadline, Predicate ready) {
        while (!stop.stop_requested()) {
            if (ready()) return true;
            if (stoppable_step(lock, stop, deadline.when()) == std::cv_status::timeout) break;
        }
        return ready();
    }

    /// The same, for `timeout` at most.
    template <class Lock, class Predicate>
    bool wait_for(Lock& lock, std::stop_token stop, any_duration timeout, Predicate ready) {
        return wait_until(lock, std::move(stop), detail::deadline_after(timeout), std::move(ready));
    }

private:
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits for condition"};

    static std::cv_status status_of(detail::wake_reason why) noexcept {
        return why == detail::wake_reason::timed_out ? std::cv_status::timeout : std::cv_status::no_timeout;
    }

    /// Takes the lock again, on every way out. An exception from that ends the program, as std's does.
    template <class Lock>
    struct relock {
        Lock& lock;
        ~relock() { lock.lock(); }
    };

    /// One wait. What `during` returns lives as long as the wait.
    template <class Lock, class During>
    detail::wake_reason step(Lock& lock, detail::time_point deadline, During&& during) {
        detail::checkpoint("waits for condition", this);
        detail::gated_waits::entry gate(waits_);
        lock.unlock();
        const relock<Lock> again{lock};
        lowlevel::waiter self(k_wait, this);
        self.open();
        waits_.enqueue(self, gate);
        const detail::wake_reason why = suspend(self, deadline, during);
        if (why != detail::wake_reason::completed) waits_.leave(self);
        if (why == detail::wake_reason::cancelled) detail::throw_cancelled(k_wait.verb);
        return why;
    }

    template <class During>
    static detail::wake_reason suspend(lowlevel::waiter& self, detail::time_point deadline, During& during) {
        [[maybe_unused]] const auto meanwhile = during(self);
        return deadline == detail::k_no_deadline ? self.suspend() : self.suspend_until(deadline);
    }

    /// One wait that ends when `stop` is told to stop, at once if it was already: the callback wins the wait as any
    /// waker does.
    template <class Lock>
    std::cv_status stoppable_step(Lock& lock, const std::stop_token& stop, detail::time_point deadline) {
        return status_of(step(lock, deadline, [&stop](lowlevel::waiter& self) {
            auto end = [&self]() noexcept {
                if (const lowlevel::claimed_waiter won = self.claim(detail::wake_reason::stopped)) won.deliver();
            };
            return std::stop_callback<decltype(end)>(stop, end);
        }));
    }

    detail::gated_waits waits_;
};

} // namespace weft
