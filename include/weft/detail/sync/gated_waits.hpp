// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/sync/condition_waiters.hpp>
#include <weft/detail/sync/lock_core.hpp>

namespace weft::detail::sync {

/// A wait list whose waiters run foreign code (the unlock() of any lock) between the decision to wait and the wait: a
/// gate is locked meanwhile, which notifiers pass, too. Foreign code may suspend, so the gate is a mutex.
///
/// Argument: a waiter is in the list before it opens the gate, and takes the gate before it gives its lock back. So
/// whoever changes the guarded state under that lock afterwards, and then notifies, finds it in the list. A
/// notified waiter touches the gate no more.
class WEFT_API gated_waits {
public:
    gated_waits() = default;
    gated_waits(const gated_waits&) = delete;
    gated_waits& operator=(const gated_waits&) = delete;
    ~gated_waits();

    void notify_one() noexcept;
    void notify_all() noexcept;

    /// Holds the gate until wait() opens it, or its own end.
    class entry {
    public:
        explicit entry(gated_waits& at) noexcept;
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;
        ~entry() { open(); }

        void open() noexcept;

    private:
        friend class gated_waits;
        gated_waits* at_;
    };

    /// Enters the list, opens the gate. `self` is armed; the caller suspends it next.
    void enqueue(lowlevel::waiter& self, entry& gate) noexcept;

    /// For a wait that was not completed; the destructor waits for it.
    void leave(lowlevel::waiter& self) noexcept;

private:
    lock_core gate_;
    condition_waiters waiters_;
};

} // namespace weft::detail::sync
