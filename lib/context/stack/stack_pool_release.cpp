// SPDX-License-Identifier: BSL-1.0
// The way back: what stays warm, and what gives its memory back to the system.
#include "context/stack/stack_pool.hpp"

#include "context/stack/slab.hpp"

#include <weft/detail/base/lock_scope.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace weft::detail::stacks {

void stack_pool::release(stack* s) noexcept {
    s->next = nullptr;
    release_batch(s);
}

void stack_pool::release_batch(stack* list) noexcept {
    {
        const lock_scope lock(mutex_);
        keep(list);
    }
    if (aged_ == ageing::by_release) age(steady_now());
}

void stack_pool::keep(stack* list) noexcept {
    while (list != nullptr) {
        young_.push(std::exchange(list, list->next));
        --live_;
    }
    if (period_end_ != k_never || warm_stacks() == 0) return;
    period_end_ = steady_now() + k_period;
    update_due();
}

bool stack_pool::age(time_point now) noexcept {
    if (now < ageing_due()) return false;
    std::array<stack*, k_step> room{};
    std::size_t taken = 0;
    {
        const lock_scope lock(mutex_);
        if (now >= period_end_) end_period(now);
        taken = take_surplus(room);
        update_due();
    }
    cool(std::span(room).first(taken));
    return taken != 0;
}

// What is left in old_ was not used in the period that ends: allocate() takes from young_ first.
void stack_pool::end_period(time_point now) noexcept {
    old_.append(surplus_);
    std::swap(surplus_, old_);
    std::swap(old_, young_);
    const std::size_t idle = surplus_.size();
    to_cool_ = std::max(idle - std::min(idle, k_reserve), (idle + 3) / 4);
    period_end_ = warm_stacks() == 0 ? k_never : now + k_period;
}

std::size_t stack_pool::take_surplus(std::span<stack*> out) noexcept {
    const std::size_t taken = std::min(out.size(), to_cool_);
    for (stack*& s : out.first(taken)) s = surplus_.pop();
    to_cool_ -= taken;
    return taken;
}

void stack_pool::update_due() noexcept {
    const time_point due = to_cool_ != 0 ? time_point::min() : period_end_;
    due_.store(due.time_since_epoch().count(), std::memory_order_seq_cst);
}

// The caller holds the stacks, so the system calls happen outside the lock.
void stack_pool::cool(std::span<stack* const> surplus) noexcept {
    if (surplus.empty()) return;
    std::array<bare_slot, k_step> cooled{};
    std::array<std::span<std::byte>, k_step> memory{};
    for (std::size_t i = 0; i < surplus.size(); ++i) {
        slab* const home = surplus[i]->home;
        cooled[i] = {home, home->clear(surplus[i])};
        memory[i] = home->memory_of(cooled[i].index);
    }
    slab_memory::discard(std::span(memory).first(surplus.size()));
    const lock_scope lock(mutex_);
    for (const bare_slot& each : std::span(cooled).first(surplus.size())) each.home->put_cold(each.index);
    cold_ += surplus.size();
}

} // namespace weft::detail::stacks
