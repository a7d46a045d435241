// SPDX-License-Identifier: BSL-1.0
#include "context/guard/signal_stack.hpp"
#include "context/stack/shared_pools.hpp"
#include "context/stack/stack.hpp"
#include "generator/report.hpp"

#include <weft/detail/generator/core.hpp>

#include <bit>
#include <optional>
#include <stdexcept>

// Stacks of generators: the shared pool of each size, and for the usual size a cache in each thread, of
// stack_cache::k_capacity stacks at most. The pools are never destroyed: a generator may be a static object.

namespace weft::detail::gen {

namespace {

constexpr std::size_t k_usual = generator_options().stack_size;

unsigned bits_of(std::size_t size) {
    const auto bits = static_cast<unsigned>(std::bit_width(size == 0 ? size : size - 1));
    if (bits > k_most_shared_bits) throw std::invalid_argument("weft: a generator's stack_size is at most 1 GiB");
    return bits < k_least_shared_bits ? k_least_shared_bits : bits;
}

/// What a thread that makes generators has: warm stacks, and a signal_stack to report an overflow from. The thread may
/// be a worker just now, whose signal_stack goes with its runtime: the one of the generators lies below that.
struct thread_store {
    stack_cache stacks{shared_pool(std::bit_width(k_usual) - 1)};
    std::optional<signal_stack> for_overflow;

    thread_store() {
        name_generators_in_reports();
        if (!signal_stack::is_there_a_foreign_one()) for_overflow.emplace(signal_stack::placed::at_bottom);
    }
    ~thread_store();
};

// Read with every generator that is made or destroyed, so it has neither constructor nor destructor.
thread_local stack_cache* this_cache = nullptr;
thread_local bool thread_has_ended = false;

thread_store::~thread_store() {
    this_cache = nullptr;
    thread_has_ended = true;
}

/// The store is made when the thread first needs it.
[[gnu::noinline]] stack* take_first() {
    if (thread_has_ended) return shared_pool(bits_of(k_usual)).allocate();
    thread_local thread_store store;
    this_cache = &store.stacks;
    return store.stacks.get();
}

[[gnu::noinline]] stack* take_unusual(std::size_t size) {
    if (this_cache == nullptr) give_generator_stack(take_first());
    return shared_pool(bits_of(size)).allocate();
}

[[gnu::noinline]] void give_elsewhere(stack* stk) noexcept {
    shared_pool(bits_of(stk->size() & ~std::size_t{4095})).release(stk);
}

} // namespace

// Never inlined: a compiler that keeps the address of a thread_local must not see a switch.
[[gnu::noinline]] stack* take_generator_stack(std::size_t size) {
    if (size != k_usual) [[unlikely]]
        return take_unusual(size);
    if (this_cache == nullptr) [[unlikely]]
        return take_first();
    return this_cache->get();
}

[[gnu::noinline]] void give_generator_stack(stack* stk) noexcept {
    stk->owner = nullptr;
    if (this_cache != nullptr && stk->size() - k_usual < 4096) [[likely]]
        return this_cache->put(stk);
    give_elsewhere(stk);
}

[[gnu::noinline]] void prepare_thread_for_body() noexcept {
    if (this_cache != nullptr || thread_has_ended) [[likely]]
        return;
    try {
        give_generator_stack(take_first());
    } catch (...) {
        return; // no memory: an overflow on this thread kills the process without its report
    }
}

std::byte* top_of(const stack* stk) noexcept { return stk->top; }

} // namespace weft::detail::gen
