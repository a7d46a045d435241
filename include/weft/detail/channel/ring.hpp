// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace weft::detail {

/// A first-in first-out ring of at most `capacity` items, in raw memory allocated once. Not thread-safe. An exception thrown
/// by T's move leaves the ring as it was.
template <class T>
class ring {
public:
    explicit ring(std::size_t capacity) : capacity_(capacity), slots_(std::allocator<T>{}.allocate(capacity)) {}
    ring(const ring&) = delete;
    ring& operator=(const ring&) = delete;
    ~ring() {
        while (count_ != 0) drop_front();
        std::allocator<T>{}.deallocate(slots_, capacity_);
    }

    bool empty() const noexcept { return count_ == 0; }
    bool full() const noexcept { return count_ == capacity_; }
    std::size_t size() const noexcept { return count_; }
    std::size_t capacity() const noexcept { return capacity_; }
    T& front() noexcept { return slots_[first_]; }

    void push_back(T&& item) {
        std::size_t last = first_ + count_;
        if (last >= capacity_) last -= capacity_;
        ::new (static_cast<void*>(slots_ + last)) T(std::move(item));
        ++count_;
    }

    void drop_front() noexcept {
        std::destroy_at(slots_ + first_);
        if (++first_ == capacity_) first_ = 0;
        --count_;
    }

private:
    std::size_t capacity_;
    T* slots_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

} // namespace weft::detail
