// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/lowlevel/wait_list.hpp>

namespace weft::detail::sync {

/// Won waits, added one by one under the list's lock and delivered together after it. Each waiter brings a `link` on
/// its stack, and its address in waiter::data.
class claimed_line {
public:
    struct link {
        lowlevel::claimed_waiter next;
    };

    void add(const lowlevel::claimed_waiter& won) noexcept {
        (last_ ? link_of(last_).next : first_) = won;
        last_ = won;
    }

    /// Lets all of them run, oldest first; afterwards the primitive may be gone. Once, without the list's lock.
    void deliver() const noexcept {
        for (lowlevel::claimed_waiter won = first_; won;) {
            const lowlevel::claimed_waiter next = link_of(won).next; // read now: deliver() lets the waiter go
            won.deliver();
            won = next;
        }
    }

private:
    static link& link_of(const lowlevel::claimed_waiter& won) noexcept { return *static_cast<link*>(won->data); }

    lowlevel::claimed_waiter first_, last_;
};

} // namespace weft::detail::sync
