// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/assert.hpp>
#include <weft/fiber.hpp>
#include <weft/lowlevel/select_case.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace weft {

namespace detail::tasks {

/// "The fiber has ended."
template <class Fn>
class join_case final : public lowlevel::select_case {
public:
    join_case(fiber_record& target, Fn handler) : target_(target), handler_(std::move(handler)) {}

    lowlevel::wait_list* list() noexcept override { return std::addressof(target_.joiners); }
    answer look() noexcept override {
        // Announced before the look: from here on the end passes through the list's lock, which select has until
        // link().
        return target_.life.begin_watching() ? answer::no : answer::yes;
    }
    void link(const lowlevel::waiter& whole) noexcept override {
        waiter_.emplace(whole, k_wait, std::addressof(target_));
        list()->push_back(*waiter_);
    }
    void unlink() noexcept override { list()->remove(*waiter_); }
    void run() { std::invoke(handler_); }

private:
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits to join",
                                                .holder = [](const void* object) noexcept -> const waiting_unit* {
                                                    return static_cast<const fiber_record*>(object);
                                                }};

    fiber_record& target_;
    Fn handler_;
};

} // namespace detail::tasks

/// A case of select(): the fiber has ended, so that its join() will not suspend. Calls handler(). Whoever selects owns
/// the fiber's handle, as for a join.
template <class T, class Fn>
auto on_join(fiber<T>& of, Fn handler) {
    WEFT_ASSERT(of.joinable(), "on_join() of a fiber that was joined, detached or moved away: it will not end again");
    return detail::join_case<Fn>(detail::fiber_access::record(of), std::move(handler));
}
template <class T>
auto on_join(fiber<T>& of) {
    return on_join(of, [] {});
}

} // namespace weft
