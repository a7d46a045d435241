// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/channel/line.hpp>

namespace weft::detail {

using lowlevel::wait_list;
using lowlevel::waiter;

void in_line::enter(wait_list& line, waiter& self) noexcept {
    self.data = data;
    self.tag = k_nothing;
    if (where == at_back) [[likely]]
        line.push_back(self);
    else
        line.push_front(self);
}

attempt in_line::leave(const waiter& self) noexcept {
    if (self.tag == k_item) [[likely]]
        return attempt::done;
    if (self.tag == k_nothing) return attempt::closed;
    where = at_front;
    return attempt::again;
}

attempt in_line::wait(wait_list& line, wait_list& lock, no_deadline) noexcept {
    waiter self(kind, object);
    enter(line, self);
    self.suspend_and_unlock(lock);
    return leave(self);
}

attempt in_line::wait(wait_list& line, wait_list& lock, time_point deadline) noexcept {
    waiter self(kind, object);
    enter(line, self);
    lock.unlock();
    if (self.suspend_until(deadline) == wake_reason::completed) return leave(self);
    lock.lock();
    line.remove(self);
    lock.unlock();
    return attempt::timed_out;
}

} // namespace weft::detail
