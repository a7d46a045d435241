// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/channel/case_item.hpp>
#include <weft/detail/channel/exchange.hpp>
#include <weft/lowlevel/select_case.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace weft::detail::chan {

/// What a case without a handler does.
struct WEFT_API no_handler {
    void operator()(auto&&...) const noexcept {}
};

/// What the looks of a pop and of a push have in common.
class WEFT_API exchange_case : public lowlevel::select_case {
public:
    void after_look() noexcept final { std::exchange(after_, {}).run(); }

protected:
    exchange_case() = default;
    ~exchange_case() = default;

    answer answer_to(attempt how) noexcept {
        how_ = how;
        if (how == attempt::must_wait) return answer::no;
        return how == attempt::needs_memory ? answer::needs_memory : answer::yes;
    }

    void link_in(lowlevel::wait_list& line, const lowlevel::waiter& whole, const lowlevel::wait_kind& kind,
                 const void* object, void* data) noexcept {
        waiter_.emplace(whole, kind, object);
        waiter_->data = data;
        waiter_->tag = k_nothing;
        line.push_back(*waiter_);
    }

    bool settle() noexcept final {
        how_ = waiter_->tag == k_nothing ? attempt::closed : attempt::done;
        return waiter_->tag != k_again;
    }
    bool has_ended() const noexcept final { return how_ == attempt::closed; }
    void end() noexcept final { how_ = attempt::closed; }

    aftermath after_;
    attempt how_ = attempt::must_wait;
};

/// "An item comes, or there will be none any more."
template <class Exchange, class T, class Fn>
class pop_case final : public exchange_case {
public:
    pop_case(Exchange& from, Fn handler) : from_(from), handler_(std::move(handler)) {}

    lowlevel::wait_list* list() noexcept override { return std::addressof(from_.poppers()); }
    answer look() noexcept override WEFT_NO_THREAD_SAFETY_ANALYSIS { // select has the lock
        return answer_to(from_.pop_locked(typename Exchange::into{item_}, failure_, after_));
    }
    void link(const lowlevel::waiter& whole) noexcept override {
        link_in(from_.poppers(), whole, from_.kinds().pop, std::addressof(from_), std::addressof(item_));
    }
    void unlink() noexcept override { from_.poppers().remove(*waiter_); }

    void run() {
        if (how_ == attempt::failed) std::rethrow_exception(failure_);
        const emptied at_end{item_};
        std::invoke(handler_, std::move(item_));
    }

private:
    /// What a handler leaves is gone before the next select with this case, which may find the channel closed.
    struct emptied {
        std::optional<T>& item;
        ~emptied() { item.reset(); }
    };

    Exchange& from_;
    Fn handler_;
    std::optional<T> item_;
    std::exception_ptr failure_;
};

/// "There is room for this item." `Item` is T& (then it is moved from when the case is chosen, and only then), or T.
template <class Exchange, class T, class Item, class Closed, class Fn>
class push_case final : public exchange_case {
public:
    push_case(Exchange& to, Item&& item, Fn handler)
        : to_(to), item_(std::forward<Item>(item)), handler_(std::move(handler)) {}

    /// Before each select with it.
    void begin_use(case_use how) { mine_.item = std::addressof(item_.for_use(how)); }

    lowlevel::wait_list* list() noexcept override { return std::addressof(to_.poppers()); }
    answer look() noexcept override WEFT_NO_THREAD_SAFETY_ANALYSIS { // select has the lock
        return answer_to(to_.push_locked(mine_, after_));
    }
    void prepare() override { to_.bring_memory(); }
    void link(const lowlevel::waiter& whole) noexcept override WEFT_NO_THREAD_SAFETY_ANALYSIS { // as above
        link_in(to_.pushers(), whole, to_.kinds().push, std::addressof(to_), std::addressof(mine_));
    }
    void unlink() noexcept override WEFT_NO_THREAD_SAFETY_ANALYSIS { to_.pushers().remove(*waiter_); } // as above

    void run() {
        item_.end_use();
        mine_.rethrow();
        if (how_ == attempt::closed) throw Closed();
        std::invoke(handler_);
    }

private:
    Exchange& to_;
    case_item<Item> item_;
    offer<T> mine_{nullptr};
    Fn handler_;
};

} // namespace weft::detail::chan
