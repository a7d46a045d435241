// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>

#include <cstddef>
#include <memory>
#include <new>

namespace weft::detail {

/// Room for one asynchronous operation of Asio, so that it needs no heap. Only one at a time: a second one, or a larger
/// one, comes from the heap. Asio gives the room back before it calls the completion handler. Any thread.
template <std::size_t Size>
class frame_memory {
public:
    frame_memory() = default;
    frame_memory(const frame_memory&) = delete;
    frame_memory& operator=(const frame_memory&) = delete;

    void* allocate(std::size_t size) {
        // Pairs with the release in deallocate(): the next user of the room comes after the last one.
        if (size <= Size && !taken_.exchange(true, memory_order_acquire)) return room_;
        return ::operator new(size);
    }

    void deallocate(void* where, std::size_t size) noexcept {
        if (where == room_)
            taken_.store(false, memory_order_release);
        else
            ::operator delete(where, size);
    }

private:
    alignas(std::max_align_t) std::byte room_[Size];
    atomic<bool> taken_{false};
};

/// The allocator that Asio asks a handler for; every copy stands for the same frame_memory.
template <class T, class Memory>
class frame_allocator {
public:
    using value_type = T;
    template <class Other>
    struct rebind {
        using other = frame_allocator<Other, Memory>;
    };

    explicit frame_allocator(Memory& memory) noexcept : memory_(std::addressof(memory)) {}
    template <class Other>
    frame_allocator(const frame_allocator<Other, Memory>& other) noexcept : memory_(other.memory_) {}

    T* allocate(std::size_t count) {
        static_assert(alignof(T) <= alignof(std::max_align_t));
        return static_cast<T*>(memory_->allocate(count * sizeof(T)));
    }
    void deallocate(T* where, std::size_t count) noexcept { memory_->deallocate(where, count * sizeof(T)); }

    template <class Other>
    bool operator==(const frame_allocator<Other, Memory>& other) const noexcept {
        return memory_ == other.memory_;
    }

private:
    template <class Other, class OtherMemory>
    friend class frame_allocator;
    Memory* memory_;
};

} // namespace weft::detail
