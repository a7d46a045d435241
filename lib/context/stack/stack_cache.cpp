// SPDX-License-Identifier: BSL-1.0
#include "context/stack/stack_cache.hpp"

#include <array>
#include <span>
#include <utility>

namespace weft::detail::stacks {

stack* stack_cache::refill() {
    std::array<stack*, k_refill> fresh;
    const std::size_t got = pool_->allocate_batch(fresh);
    if (got == 0) return pool_->allocate();
    for (stack* s : std::span(fresh).subspan(1, got - 1)) put(s);
    return fresh[0];
}

// The stacks put longest ago go back to the pool: they are the coldest.
void stack_cache::keep_first(std::size_t kept) noexcept {
    stack* last_kept = list_;
    for (std::size_t i = 1; i < kept; ++i) last_kept = last_kept->next;
    pool_->release_batch(std::exchange(last_kept->next, nullptr));
    count_ = kept;
}

void stack_cache::flush() noexcept {
    pool_->release_batch(std::exchange(list_, nullptr));
    count_ = 0;
}

} // namespace weft::detail::stacks
