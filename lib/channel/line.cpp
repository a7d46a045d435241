// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/channel/line.hpp>

#include <type_traits>

namespace weft::detail::chan {

using lowlevel::wait_list;
using lowlevel::waiter;

template <class Deadline>
attempt in_line::wait(wait_list& line, wait_list& lock, Deadline deadline, line_end end) const noexcept {
    waiter self(kind, object);
    self.data = data;
    self.tag = k_nothing;
    if (end == line_end::back) [[likely]]
        line.push_back(self);
    else
        line.push_front(self);
    if constexpr (std::is_same_v<Deadline, no_deadline>) {
        self.suspend_and_unlock(lock);
        return static_cast<attempt>(self.tag);
    } else {
        lock.unlock();
        if (self.suspend_until(deadline) == wake_reason::completed) return static_cast<attempt>(self.tag);
        lock.lock();
        line.remove(self);
        lock.unlock();
        return attempt::timed_out;
    }
}

template attempt in_line::wait(wait_list&, wait_list&, no_deadline, line_end) const noexcept;
template attempt in_line::wait(wait_list&, wait_list&, time_point, line_end) const noexcept;

} // namespace weft::detail::chan
