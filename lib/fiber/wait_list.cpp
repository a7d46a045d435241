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

void wait_list::remove(waiter& item) noexcept {
    if (!item.linked_) return;
    (item.previous_ == nullptr ? head_ : item.previous_->next_) = item.next_;
    (item.next_ == nullptr ? tail_ : item.next_->previous_) = item.previous_;
    item.linked_ = false;
}

/// There must be one.
inline waiter& wait_list::pop_front() noexcept {
    waiter& oldest = *head_;
    head_ = oldest.next_;
    (head_ == nullptr ? tail_ : head_->previous_) = nullptr;
    oldest.linked_ = false;
    return oldest;
}

claimed_waiter wait_list::claim_front(wake_reason reason) noexcept {
    while (head_ != nullptr) {
        waiter& oldest = pop_front();
        if (const detail::claimed_unit won = oldest.claim(reason)) {
            oldest.chosen_ = true;
            return {&oldest, won};
        }
    }
    return {};
}

claimed_chain wait_list::claim_all(wake_reason reason) noexcept {
    claimed_chain chain;
    waiter** end = &chain.head_;
    while (const claimed_waiter won = claim_front(reason)) {
        won.who->won_ = won.unit;
        won.who->next_ = nullptr;
        *end = won.who;
        end = &won.who->next_;
    }
    return chain;
}

claimed_waiter wait_list::claim_one(wake_reason reason) noexcept {
    for (waiter* each = head_; each != nullptr; each = each->next_)
        if (const detail::claimed_unit won = each->claim(reason)) {
            remove(*each);
            each->chosen_ = true;
            return {each, won};
        }
    return {};
}

claimed_chain wait_list::claim_each(wake_reason reason) noexcept {
    claimed_chain chain;
    waiter** end = &chain.head_;
    for (waiter *each = head_, *next = nullptr; each != nullptr; each = next) {
        next = each->next_;
        if (!(each->won_ = each->claim(reason))) continue;
        remove(*each);
        each->chosen_ = true;
        each->next_ = nullptr;
        *end = each;
        end = &each->next_;
    }
    return chain;
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
