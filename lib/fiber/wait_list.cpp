// SPDX-License-Identifier: BSL-1.0
#include <weft/lowlevel/wait_list.hpp>

namespace weft::lowlevel {

void wait_list::push_front(waiter& item) noexcept {
    item.previous_ = nullptr;
    item.next_ = head_;
    (head_ == nullptr ? tail_ : head_->previous_) = &item;
    head_ = &item;
    item.linked_ = true;
}

bool wait_list::remove(waiter& item) noexcept {
    if (!item.linked_) return false;
    (item.previous_ == nullptr ? head_ : item.previous_->next_) = item.next_;
    (item.next_ == nullptr ? tail_ : item.next_->previous_) = item.previous_;
    item.linked_ = false;
    return true;
}

/// There must be one.
inline waiter& wait_list::pop_front() noexcept {
    waiter& oldest = *head_;
    head_ = oldest.next_;
    (head_ == nullptr ? tail_ : head_->previous_) = nullptr;
    oldest.linked_ = false;
    return oldest;
}

[[gnu::always_inline]] inline claimed_waiter wait_list::claim_next(std::size_t& passed, wake_reason reason) noexcept {
    for (; head_ != nullptr; ++passed) {
        waiter& oldest = pop_front();
        if (const detail::claimed_unit won = oldest.claim(reason)) {
            oldest.chosen_ = true;
            return {&oldest, won};
        }
    }
    return {};
}

[[gnu::always_inline]] inline claimed_chain wait_list::claim_rest(std::size_t& passed, wake_reason reason) noexcept {
    claimed_chain chain;
    waiter** end = &chain.head_;
    while (const claimed_waiter won = claim_next(passed, reason)) {
        won.who->won_ = won.unit;
        won.who->next_ = nullptr;
        *end = won.who;
        end = &won.who->next_;
    }
    return chain;
}

claimed_waiter wait_list::claim_front(wake_reason reason) noexcept {
    std::size_t uncounted = 0;
    return claim_next(uncounted, reason);
}

claimed_chain wait_list::claim_all(wake_reason reason) noexcept {
    std::size_t uncounted = 0;
    return claim_rest(uncounted, reason);
}

claimed_waiter wait_list::claim_front(std::size_t& passed, wake_reason reason) noexcept {
    return claim_next(passed, reason);
}

claimed_chain wait_list::claim_all(std::size_t& passed, wake_reason reason) noexcept {
    return claim_rest(passed, reason);
}

bool wait_list::has_leavers() const noexcept {
    for (const waiter* each = head_; each != nullptr; each = each->next_)
        if (each->unit_->word.is_claimed()) return true;
    return false;
}

void claimed_chain::deliver() const noexcept {
    for (waiter* item = head_; item != nullptr;) {
        waiter* const next = item->next_; // read now: deliver() lets the waiter go
        item->won_.deliver();
        item = next;
    }
}

} // namespace weft::lowlevel
