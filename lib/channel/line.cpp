// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/channel/line.hpp>

namespace weft::detail {

using lowlevel::wait_list;
using lowlevel::waiter;

namespace {

attempt outcome_of(const waiter& self) noexcept {
    if (self.tag == k_item) [[likely]]
        return attempt::done;
    return self.tag == k_nothing ? attempt::closed : attempt::again;
}

} // namespace

inline void in_line::enter(wait_list& line, waiter& self, line_end end) const noexcept {
    self.data = data;
    self.tag = k_nothing;
    if (end == line_end::back) [[likely]]
        line.push_back(self);
    else
        line.push_front(self);
}

attempt in_line::wait(wait_list& line, wait_list& lock, no_deadline, line_end end) const noexcept {
    waiter self(kind, object);
    enter(line, self, end);
    self.suspend_and_unlock(lock);
    return outcome_of(self);
}

attempt in_line::wait(wait_list& line, wait_list& lock, time_point deadline, line_end end) const noexcept {
    waiter self(kind, object);
    enter(line, self, end);
    lock.unlock();
    if (self.suspend_until(deadline) == wake_reason::completed) return outcome_of(self);
    lock.lock();
    line.remove(self);
    lock.unlock();
    return attempt::timed_out;
}

} // namespace weft::detail
