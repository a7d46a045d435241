// SPDX-License-Identifier: BSL-1.0
#include "runtime/ready_queue.hpp"

#include <algorithm>

namespace weft::detail::sched {

/// As push_woken(), where the fiber may have to go elsewhere.
void ready_queue::push_woken_of_many(fiber_record& fiber) noexcept {
    const bool may_jump = !how_.fifo && !fiber.is_pinned(); // read first: others may run and end it then
    push_again(fiber);
    lifo_.pending = may_jump;
}

/// As push_spawned(), where the fiber may be pinned, or others see it, or order::fifo has it wait elsewhere.
void ready_queue::push_spawned_of_many(fiber_record& fiber) noexcept {
    const ready_entry entry = ready_entry::unstarted(fiber);
    if (fiber.is_pinned()) [[unlikely]] {
        pin_here(fiber);
        pinned_.push_back(entry);
    } else {
        push_in_order(entry);
    }
}

/// With one worker, when the ring must grow, or cannot.
[[gnu::noinline]] void ready_queue::push_slowly(ready_entry entry) noexcept { push(entry); }

/// An entry came into the ring, where thieves see it. The first since the last take is most likely run here in a
/// moment.
void ready_queue::tell_others() noexcept {
    pushes_.store(pushes_.load(memory_order_relaxed) + 1, memory_order_relaxed);
    if (std::exchange(pushed_lately_, true))
        shared_.notify();
    else
        shared_.notify_unless_watched();
}

/// An unstarted entry left a queue; as settle().
bool ready_queue::settle_unstarted(fiber_record& fiber) noexcept {
    const life_word::popped how = fiber.life.claim_popped(how_.others());
    if (how == life_word::popped::run) [[likely]] {
        if (how_.stays) pin_here(fiber);
        return true;
    }
    if (stale_.count != 0) --stale_.count;
    if (how == life_word::popped::stale_last) records_.put(fiber); // its join has cleared it
    return false;
}

/// The ring is full: half of it, the oldest, moves to the injector, and the new entry behind them. With order::fifo
/// none moves: the ring holds what is older than the injector's entries.
void ready_queue::overflow(ready_entry entry) noexcept {
    ready_chain moved;
    while (!how_.fifo && moved.count < k_ring / 2) {
        const ready_entry oldest = ring_.pop_oldest();
        if (!oldest) break;
        moved.push_back(oldest);
    }
    moved.push_back(entry);
    shared_.injected().push_chain(moved);
}

void ready_queue::take_inbox() noexcept {
    ready_chain mine = shared_.of(how_.index).inbox.pop_chain(k_pass);
    while (const ready_entry entry = mine.pop_front()) {
        if (entry.fiber().pinned_to() == how_.index)
            pinned_.push_back(entry);
        else
            push(entry);
    }
}

void ready_queue::take_injected() noexcept {
    const std::size_t share = shared_.injected().size() / shared_.workers() + 1;
    ready_chain chain = shared_.injected().pop_chain(std::min<std::size_t>(share, k_pass));
    while (const ready_entry entry = chain.pop_front()) push(entry);
}

void ready_queue::take_all() noexcept {
    while (inbox().size() != 0) take_inbox();
    while (shared_.injected().size() != 0) take_injected();
}

void ready_queue::drop_all() noexcept {
    take_all();
    while (take()) {}
}

/// Stale entries do not pile up, also when the running fiber only ever joins in place: those at the head of the
/// injector go every k_stale_step; all of them go when as many are stale as are not. (Those in another's ring it drops
/// itself, or they overflow into the injector.)
void ready_queue::count_stale() noexcept {
    if (++stale_.count % k_stale_step != 0) return;
    shared_.injected().drop_front_while([this](ready_entry entry) noexcept { return drops(entry); });
    if (stale_.count >= stale_.limit) sweep_stale();
}

/// True, and the entry is no more, when its fiber was run in place.
bool ready_queue::drops(ready_entry entry) noexcept {
    return entry.is_unstarted() && entry.fiber().life.is_claimed() && !settle(entry);
}

void ready_queue::sweep_stale() noexcept {
    ready_chain kept;
    while (const ready_entry entry = pinned_.pop_front())
        if (!drops(entry)) kept.push_back(entry);
    pinned_ = kept;
    shared_.injected().sweep([this](ready_entry entry) noexcept { return drops(entry); });
    stale_.count = 0;
    stale_.limit = k_stale_least + static_cast<unsigned>(pinned_.count + shared_.injected().size());
}

} // namespace weft::detail::sched
