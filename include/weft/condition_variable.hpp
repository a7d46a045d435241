// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/sync/condition_waiters.hpp>
#include <weft/mutex.hpp>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace weft {

/// Where fibers of any runtime and plain threads wait for a change of what a weft::mutex guards, as
/// std::condition_variable.
///
/// A wait gives the lock back and suspends the fiber (blocks the plain thread) in one step, until it is notified or its
/// time is over; then it takes the lock again, however it ended. It is a checkpoint. Waits never end for no reason, but
/// what was announced may have changed again: use the predicates. Notifications go to the oldest waiter; one whose time
/// was over before it was reached does not use one up. Timeouts and deadlines are measured by the caller's clock,
/// weft::clock. It may be destroyed once all who wait are notified, even if they have not returned yet. The destructor
/// suspends for a moment while one whose time was over before that is on its way out.
///
/// @code
/// std::unique_lock lock(guard);
/// changed.wait(lock, [&] { return !jobs.empty(); });
/// @endcode
class WEFT_API condition_variable {
public:
    condition_variable() = default;
    condition_variable(const condition_variable&) = delete;
    condition_variable& operator=(const condition_variable&) = delete;
    ~condition_variable();

    /// Lets the oldest waiter go on, if there is one. Never suspends; the lock may be held or not.
    void notify_one() noexcept;

    /// Lets all who wait go on. Never suspends; the lock may be held or not.
    void notify_all() noexcept;

    /// Waits for a notification. The lock must be held; aborts otherwise.
    void wait(std::unique_lock<mutex>& lock) { static_cast<void>(wait_until(lock, detail::k_no_deadline)); }

    /// Waits until ready() holds; it is called with the lock held.
    template <class Predicate>
    void wait(std::unique_lock<mutex>& lock, Predicate ready) {
        while (!ready()) wait(lock);
    }

    /// As wait(), until `deadline` at most.
    std::cv_status wait_until(std::unique_lock<mutex>& lock, any_time_point deadline);

    /// As wait(), until `deadline` at most; returns what ready() says in the end.
    template <class Predicate>
    bool wait_until(std::unique_lock<mutex>& lock, any_time_point deadline, Predicate ready) {
        while (!ready())
            if (wait_until(lock, deadline) == std::cv_status::timeout) return ready();
        return true;
    }

    /// As wait(), for `timeout` at most.
    std::cv_status wait_for(std::unique_lock<mutex>& lock, any_duration timeout) {
        return wait_until(lock, detail::deadline_after(timeout));
    }

    /// As wait(), for `timeout` at most; returns what ready() says in the end.
    template <class Predicate>
    bool wait_for(std::unique_lock<mutex>& lock, any_duration timeout, Predicate ready) {
        return wait_until(lock, detail::deadline_after(timeout), std::move(ready));
    }

private:
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits for condition"};

    detail::condition_waiters waiters_;
};

} // namespace weft
