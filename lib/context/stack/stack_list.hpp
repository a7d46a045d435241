// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_memory.hpp"

#include <cstddef>
#include <utility>

namespace weft::detail::stacks {

/// stack_list is a list of idle stacks, linked by `next`: the stack pushed last is popped first. Not thread-safe.
class stack_list {
public:
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    void push(stack* s) noexcept {
        if (size_++ == 0) last_ = s;
        s->next = std::exchange(first_, s);
    }

    /// pop() requires size() != 0.
    stack* pop() noexcept {
        --size_;
        return std::exchange(first_, first_->next);
    }

    /// append() moves all of `older` behind the stacks of this list; `older` is empty then.
    void append(stack_list& older) noexcept {
        if (older.size_ == 0) return;
        (size_ == 0 ? first_ : last_->next) = std::exchange(older.first_, nullptr);
        last_ = older.last_;
        size_ += std::exchange(older.size_, 0);
    }

private:
    stack* first_ = nullptr;
    stack* last_ = nullptr; // meaningful while size_ != 0; its `next` is not
    std::size_t size_ = 0;
};

} // namespace weft::detail::stacks
