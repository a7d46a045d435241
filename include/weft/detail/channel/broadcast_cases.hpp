// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/channel_status.hpp>
#include <weft/detail/channel/broadcast_core.hpp>
#include <weft/detail/channel/case_item.hpp>
#include <weft/lowlevel/select_case.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace weft::detail::chan {

inline constexpr lowlevel::wait_kind k_broadcast_push{.verb = "waits to push to broadcast"};
inline constexpr lowlevel::wait_kind k_broadcast_pop{.verb = "waits to pop from broadcast"};

/// "The subscription's next item comes, or there will be none any more." Being woken is only a reason to look again.
template <class Core, class Subscription, class Fn>
class subscription_case final : public lowlevel::select_case {
public:
    subscription_case(Core& core, Subscription& of, Fn handler) : core_(core), of_(of), handler_(std::move(handler)) {}

    lowlevel::wait_list* list() noexcept override { return std::addressof(core_.poppers()); }
    answer look() noexcept override { return of_.look(after_) == attempt::must_wait ? answer::no : answer::yes; }
    void after_look() noexcept override { std::exchange(after_, {}).run(); }
    void link(const lowlevel::waiter& whole) noexcept override {
        waiter_.emplace(whole, k_broadcast_pop, std::addressof(core_));
        core_.poppers().push_back(*waiter_);
    }
    void unlink() noexcept override { core_.poppers().remove(*waiter_); }
    bool settle() noexcept override { return false; }
    void run() { std::invoke(handler_, of_.take_kept()); }

private:
    Core& core_;
    Subscription& of_;
    Fn handler_;
    typename Core::leavings after_;
};

/// "There is room for this item." `Item` is T& or T, as for a push_case.
template <class Core, class Item, class Fn>
class broadcast_push_case final : public lowlevel::select_case {
public:
    broadcast_push_case(Core& core, Item&& item, Fn handler)
        : core_(core), item_(std::forward<Item>(item)), handler_(std::move(handler)) {}

    /// Before each select with it.
    void begin_use(case_use how) { mine_.fill(item_.for_use(how)); }

    lowlevel::wait_list* list() noexcept override { return std::addressof(core_.poppers()); }
    answer look() noexcept override WEFT_NO_THREAD_SAFETY_ANALYSIS { // select has the lock
        how_ = core_.push_locked(mine_, after_);
        return how_ == attempt::must_wait ? answer::no : answer::yes;
    }
    void after_look() noexcept override { std::exchange(after_, {}).run(); }
    void link(const lowlevel::waiter& whole) noexcept override WEFT_NO_THREAD_SAFETY_ANALYSIS { // as above
        waiter_.emplace(whole, k_broadcast_push, std::addressof(core_));
        waiter_->data = std::addressof(mine_);
        waiter_->tag = k_nothing;
        core_.pushers().push_back(*waiter_);
    }
    void unlink() noexcept override WEFT_NO_THREAD_SAFETY_ANALYSIS { core_.pushers().remove(*waiter_); } // as above
    bool settle() noexcept override {
        how_ = waiter_->tag == k_item ? attempt::done : attempt::closed;
        return true;
    }
    void run() {
        mine_.place.reset(); // by now the item that lay in its place
        item_.end_use();
        mine_.from.rethrow();
        if (how_ == attempt::closed) throw channel_closed();
        std::invoke(handler_);
    }

private:
    Core& core_;
    case_item<Item> item_;
    typename Core::parcel mine_;
    Fn handler_;
    typename Core::leavings after_;
    attempt how_ = attempt::must_wait;
};

} // namespace weft::detail::chan
