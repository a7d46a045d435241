// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/asio/ending.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

namespace weft::detail::io {

/// Room for one asynchronous operation of Asio, so that it needs no heap. Only one at a time: a second one, or one that
/// does not fit, comes from the heap. Asio gives the room back before it calls the completion handler. An operation may
/// keep it for longer (a shared state that holds the handler): wait_until_free() waits for that. What came from the
/// heap may outlive this object.
template <std::size_t Size>
class frame_memory {
public:
    frame_memory() = default;
    frame_memory(const frame_memory&) = delete;
    frame_memory& operator=(const frame_memory&) = delete;

    /// Any thread, any alignment.
    void* allocate(std::size_t size, std::size_t alignment) {
        void* const place = place_for(size, alignment);
        if (place != nullptr && lent_.begin()) return place;
        if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return ::operator new(size);
        return ::operator new(size, std::align_val_t(alignment));
    }

    /// Any thread; this object may be gone on return, and, for what came from the heap, before.
    void deallocate(void* where, std::size_t size, std::size_t alignment) noexcept {
        if (is_in_room(where))
            lent_.end();
        else if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__)
            ::operator delete(where, size);
        else
            ::operator delete(where, size, std::align_val_t(alignment));
    }

    /// Suspends until the room is given back. The one fiber whose frame this is.
    void wait_until_free() noexcept { lent_.wait(k_wait, this); }

private:
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits until its operation of Asio gives back the memory"};

    void* place_for(std::size_t size, std::size_t alignment) noexcept {
        if (alignment <= alignof(std::max_align_t)) return size <= Size ? room_ : nullptr;
        void* place = room_;
        std::size_t left = Size;
        return std::align(alignment, size, place, left);
    }

    bool is_in_room(const void* where) const noexcept {
        const auto offset = reinterpret_cast<std::uintptr_t>(where) - reinterpret_cast<std::uintptr_t>(room_);
        return offset < Size;
    }

    alignas(std::max_align_t) std::byte room_[Size];
    ending lent_{ending::state::over}; // pending while somebody has the room
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

    T* allocate(std::size_t count) { return static_cast<T*>(memory_->allocate(count * sizeof(T), alignof(T))); }
    void deallocate(T* where, std::size_t count) noexcept { memory_->deallocate(where, count * sizeof(T), alignof(T)); }

    template <class Other>
    bool operator==(const frame_allocator<Other, Memory>& other) const noexcept {
        return memory_ == other.memory_;
    }

private:
    template <class Other, class OtherMemory>
    friend class frame_allocator;
    Memory* memory_;
};

} // namespace weft::detail::io
