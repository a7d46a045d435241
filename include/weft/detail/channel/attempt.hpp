// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/unit.hpp>

#include <cstdint>
#include <exception>
#include <new>
#include <type_traits>
#include <utility>

namespace weft::detail {

/// How one look at a channel under its lock ended, or one wait for it. From `again` on the caller looks once more.
enum class [[nodiscard]] attempt : std::uint8_t {
    done,
    must_wait,
    closed,
    failed,      ///< T's move threw; nothing has happened, and the exception is in the caller's offer or demand
    timed_out,   ///< the wait ended without an item
    again,       ///< look again: the partner's move threw
    needs_memory ///< look again with more memory
};

/// What a waiter finds in its tag when it was woken. Written by whoever claimed it, before deliver().
enum handed : std::uint32_t {
    k_nothing, ///< the channel was closed
    k_item,    ///< the item went over (or T's move threw, in the waiter's name: see offer)
    k_again    ///< the partner's move threw: wait again, at the head of the line
};

/// What is left to do once the lock is released.
struct WEFT_API aftermath {
    claimed_unit partner; ///< was claimed on the way
    void* waste = nullptr;
    std::align_val_t waste_alignment{};

    void run() const noexcept {
        if (partner) partner.deliver();
        if (waste != nullptr) [[unlikely]]
            ::operator delete(waste, waste_alignment);
    }
};

/// The item of one push, in the pusher's frame; a waiting pusher's waiter::data points here. `failure` is what T's move
/// threw.
template <class T, bool Throws = !std::is_nothrow_move_constructible_v<T>>
struct offer {
    T* item;
    std::exception_ptr failure{};
    void rethrow() {
        if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    }
};
template <class T>
struct offer<T, false> {
    T* item;
    void rethrow() const noexcept {}
};

} // namespace weft::detail
