// SPDX-License-Identifier: BSL-1.0
// The way back: what stays warm, and what gives its memory back to the system.
#include "context/stack_pool.hpp"

#include "context/slab.hpp"

#include <weft/detail/base/lock_scope.hpp>

#include <algorithm>
#include <utility>

namespace weft::detail {

void stack_pool::release(stack* s) noexcept {
    s->next = nullptr;
    release_batch(s);
}

void stack_pool::release_batch(stack* list) noexcept {
    stack* cooling = nullptr;
    {
        const lock_scope lock(mutex_);
        while (list != nullptr) keep_or_cool(std::exchange(list, list->next), cooling);
    }
    cool(cooling);
}

// One more than was released is cooled, if there are too many: so the pool shrinks after its period's peak has fallen.
void stack_pool::keep_or_cool(stack* s, stack*& cooling) noexcept {
    count_released();
    s->next = std::exchange(warm_list_, s);
    ++warm_;
    for (int i = 0; i < 2 && warm_ > most_warm(); ++i, --warm_) {
        stack* const surplus = std::exchange(warm_list_, warm_list_->next);
        surplus->next = std::exchange(cooling, surplus);
    }
}

void stack_pool::cool(stack* list) noexcept {
    while (list != nullptr) {
        stack* const s = std::exchange(list, list->next);
        slab* const home = s->home;
        const std::size_t index = home->clear(s);
        const lock_scope lock(mutex_);
        home->put_cold(index);
        ++cold_;
    }
}

void stack_pool::trim() noexcept {
    stack* idle = nullptr;
    {
        const lock_scope lock(mutex_);
        idle = std::exchange(warm_list_, nullptr);
        warm_ = 0;
        peak_ = last_peak_ = live_;
        releases_ = 0;
    }
    cool(idle);
}

void stack_pool::count_released() noexcept {
    --live_;
    if (++releases_ <= last_peak_ + k_warm) return;
    last_peak_ = std::exchange(peak_, live_);
    releases_ = 0;
}

// Invariant: live + warm <= the higher of the last two peaks + k_warm, once releases have caught up.
std::size_t stack_pool::most_warm() const noexcept { return std::max(peak_, last_peak_) + k_warm - live_; }

} // namespace weft::detail
