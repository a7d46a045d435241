// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/channel/line.hpp>

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/carrier_face.hpp>

namespace weft::detail::chan {

using lowlevel::wait_list;
using lowlevel::waiter;

namespace {

wake_reason suspend(waiter& self, wait_list& lock, no_deadline) noexcept WEFT_RELEASE(lock) {
    return self.suspend_open_and_unlock(lock);
}

wake_reason suspend(waiter& self, wait_list& lock, time_point deadline) noexcept WEFT_RELEASE(lock) {
    self.open();
    lock.unlock();
    return self.suspend_until(deadline);
}

/// After a wait in vain.
[[gnu::noinline]] void leave(wait_list& line, wait_list& lock, waiter& self) noexcept {
    const lock_scope guard(lock);
    line.remove(self);
}

} // namespace

template <class Deadline>
attempt in_line::wait(wait_list& line, wait_list& lock, Deadline deadline, line_end end) const {
    waiter self(kind, object);
    self.data = data;
    self.tag = k_nothing;
    if (end == line_end::back) [[likely]]
        line.push_back(self);
    else
        line.push_front(self);
    const wake_reason why = suspend(self, lock, deadline);
    if (why == wake_reason::completed) [[likely]]
        return static_cast<attempt>(self.tag);
    leave(line, lock, self);
    if (why == wake_reason::cancelled) throw_cancelled(kind.verb);
    return attempt::timed_out;
}

template attempt in_line::wait(wait_list&, wait_list&, no_deadline, line_end) const;
template attempt in_line::wait(wait_list&, wait_list&, time_point, line_end) const;

} // namespace weft::detail::chan
