// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/event.hpp>
#include <weft/lowlevel/select_case.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace weft {

namespace detail::sync {

/// "The event is set."
template <class Fn>
class event_case final : public lowlevel::select_case {
public:
    event_case(event& of, Fn handler) : event_(of), handler_(std::move(handler)) {}

    lowlevel::wait_list* list() noexcept override { return std::addressof(event_access::waiters(event_)); }
    answer look() noexcept override { return event_access::is_set(event_) ? answer::yes : answer::no; }
    void link(const lowlevel::waiter& whole) noexcept override {
        waiter_.emplace(whole, k_wait, std::addressof(event_));
        list()->push_back(*waiter_);
    }
    void unlink() noexcept override { list()->remove(*waiter_); }
    void run() { std::invoke(handler_); }

private:
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits for event"};

    event& event_;
    Fn handler_;
};

} // namespace detail::sync

/// A case of select(): the event is set, or was while select() waited. Calls handler().
template <class Fn>
auto on_event(event& of, Fn handler) {
    return detail::event_case<Fn>(of, std::move(handler));
}
inline auto on_event(event& of) {
    return on_event(of, [] {});
}

} // namespace weft
