// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_memory.hpp"
#include "context/stack/stack_pool.hpp"

#include <weft/detail/base/assert.hpp>

#include <cstddef>

namespace weft::detail::stacks {

/// stack_cache is one worker's small store of stacks in front of the shared pool: the stack put last is got first,
/// because it is warm. All members: owner only. Whoever destroys it has flushed it, or lets the destructor do so.
class stack_cache {
public:
    /// k_capacity stacks at most stay in the cache; half of them move when it runs over, k_refill when it runs dry.
    static constexpr std::size_t k_capacity = 64;
    static constexpr std::size_t k_refill = 16;

    explicit stack_cache(stack_pool& pool) noexcept : pool_(&pool) {}
    stack_cache(const stack_cache&) = delete;
    stack_cache& operator=(const stack_cache&) = delete;
    ~stack_cache() { flush(); }

    /// get() throws weft::resource_error when the cache is empty and the pool can make no stack.
    [[nodiscard]] stack* get() {
        if (list_ == nullptr) [[unlikely]]
            return refill();
        stack* const s = list_;
        list_ = s->next;
        --count_;
        return s;
    }

    /// The stack has been left: from here on it may be given away, and its memory with it.
    void put(stack* s) noexcept {
        if constexpr (WEFT_DEBUG_CHECKS)
            WEFT_ASSERT(!runs_on(*s), "a stack was given back by somebody who still runs on it: leave it first");
        if (count_ == k_capacity) [[unlikely]]
            keep_first(k_capacity / 2);
        s->next = list_;
        list_ = s;
        ++count_;
    }

    /// shrink() returns all but k_refill stacks to the pool, where they age.
    void shrink() noexcept {
        if (count_ > k_refill) keep_first(k_refill);
    }

    /// flush() returns every stack to the pool.
    void flush() noexcept;

private:
    static bool runs_on(const stack& s) noexcept {
        const auto* const here = static_cast<const std::byte*>(__builtin_frame_address(0));
        return here >= s.bottom && here < s.top;
    }
    stack* refill();
    void keep_first(std::size_t kept) noexcept;

    stack_pool* pool_;
    stack* list_ = nullptr;
    std::size_t count_ = 0;
};

} // namespace weft::detail::stacks
