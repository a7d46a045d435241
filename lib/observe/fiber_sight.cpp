// SPDX-License-Identifier: BSL-1.0
#include "observe/fiber_sight.hpp"

#include "observe/debug_layout.hpp"

#include <weft/lowlevel/waiter.hpp>

namespace weft::detail::observe {
namespace {

/// Reads a field that a worker may be writing: look_at() throws the value away then. Sanitizers are told to look
/// elsewhere.
template <class T>
__attribute__((no_sanitize("thread", "address"))) T peek(const T& field) noexcept {
    T value;
    __atomic_load(&field, &value, __ATOMIC_RELAXED);
    return value;
}

__attribute__((no_sanitize("thread", "address"))) void copy_name(const char* from,
                                                                 decltype(fiber_sight::name)& to) noexcept {
    for (std::size_t i = 0; i + 1 < to.size(); ++i) {
        const char c = __atomic_load_n(from + i, __ATOMIC_RELAXED);
        to[i] = c;
        if (c == '\0') return;
    }
}

bool lives(const fiber_record& fiber) noexcept {
    return fiber.typed.load(std::memory_order_acquire) != nullptr && !fiber.life.is_done();
}

} // namespace

/// The wait in which `fiber` is suspended, if it is in one from the first look to the last.
__attribute__((no_sanitize("thread", "address"))) void debug_layout::look_at_wait(const fiber_record& fiber,
                                                                                  fiber_sight& sight) noexcept {
    const std::uint64_t word = fiber.word.word_.load(memory_order_seq_cst);
    constexpr std::uint64_t k_waits = wait_word::k_armed | wait_word::k_off;
    if ((word & (k_waits | wait_word::k_claimed)) != k_waits) return;
    const std::uintptr_t entry = __atomic_load_n(&fiber.next_ready.bits_, __ATOMIC_RELAXED);
    if ((entry & ready_entry::k_wait) == 0) return;
    const auto* const wait = reinterpret_cast<const lowlevel::waiter*>(entry & ~ready_entry::k_wait);
    if (fiber.word.word_.load(memory_order_seq_cst) != word) return; // else `wait` is on the stack of a suspended fiber
    const lowlevel::wait_kind* const kind = __atomic_load_n(&wait->kind_, __ATOMIC_RELAXED);
    const void* const object = __atomic_load_n(&wait->object_, __ATOMIC_RELAXED);
    // A fiber that has just said that it waits may not have noted its wait yet: an older one is told by its epoch.
    const bool is_this = __atomic_load_n(&wait->epoch_, __ATOMIC_RELAXED) == wait_word::epoch_of(word) &&
                         __atomic_load_n(&wait->unit_, __ATOMIC_RELAXED) == &fiber;
    std::atomic_thread_fence(std::memory_order_acquire);
    if (!is_this || fiber.word.word_.load(memory_order_seq_cst) != word) return;
    sight.is = fiber_sight::state::waits;
    sight.kind = kind;
    sight.object = object;
}

bool look_at(const fiber_record& fiber, fiber_sight& sight) noexcept {
    if (!lives(fiber)) return false;
    sight = {};
    sight.id = peek(fiber.id);
    sight.file = peek(fiber.spawn_file);
    sight.line = peek(fiber.spawn_line);
    if (const char* const name = peek(fiber.name); peek(fiber.extras) != 0 && name != nullptr)
        copy_name(name, sight.name);
    if (!fiber.life.is_claimed()) sight.is = fiber_sight::state::unstarted;
    debug_layout::look_at_wait(fiber, sight);
    std::atomic_thread_fence(std::memory_order_acquire);
    return peek(fiber.id) == sight.id && lives(fiber);
}

} // namespace weft::detail::observe
