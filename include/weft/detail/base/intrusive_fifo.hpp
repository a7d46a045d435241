// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace weft::detail {

/// A singly linked first-in first-out list through the member `Next` of its elements. Not thread-safe; owns nothing.
template <class T, T* T::*Next>
class intrusive_fifo {
public:
    bool empty() const noexcept { return head_ == nullptr; }
    T* front() const noexcept { return head_; }

    void push_back(T* item) noexcept {
        item->*Next = nullptr;
        if (head_ == nullptr)
            head_ = item;
        else
            tail_->*Next = item;
        tail_ = item;
    }

    /// Takes the oldest element, or returns null.
    T* pop_front() noexcept {
        T* const item = head_;
        if (item != nullptr) head_ = item->*Next;
        return item;
    }

    /// Moves all of `other` behind the elements of this list.
    void splice_back(intrusive_fifo& other) noexcept {
        if (other.head_ == nullptr) return;
        if (head_ == nullptr)
            head_ = other.head_;
        else
            tail_->*Next = other.head_;
        tail_ = other.tail_;
        other.head_ = nullptr;
    }

private:
    T* head_ = nullptr;
    T* tail_ = nullptr;
};

} // namespace weft::detail
