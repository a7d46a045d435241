// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/tiny_lock.hpp>
#include <weft/detail/base/tuning.hpp>

#include <cstdint>

namespace weft::detail::base {

/// What tells threads apart that live at the same time; never 0 or 1, and no two calls must be by the same thread: a
/// fiber may have moved in between. One instruction where the processor has a register for it.
#if WEFT_MODEL
WEFT_API std::uintptr_t thread_token() noexcept;
#else
inline std::uintptr_t thread_token() noexcept {
    std::uintptr_t token;
#if defined(__x86_64__)
    asm volatile("{movq %%fs:0, %0|mov %0, qword ptr fs:0}"
                 : "=r"(token)); // volatile: not merged with another call's, before a switch
#elif defined(__aarch64__)
    asm volatile("mrs %0, tpidr_el0" : "=r"(token));
#else
#error "weft runs on x86-64 and aarch64"
#endif
    return token;
}
#endif

/// A tiny_lock that costs its thread no atomic read-modify-write once it has been used by one thread alone for a while:
/// by the fibers of one worker, say. It is biased to that thread then, until another thread comes, for good.
///
/// `bias_`: 0 at first -> the token of a thread -> k_never, or 0 -> k_never. Moved by holders of `slow_` only.
/// `fast_`: written by the biased thread only: free -> trying -> (held ->) free.
///
/// One thread at most holds the lock, in one of two ways. The biased thread holds it while `fast_` is k_held. Any
/// thread holds it with `slow_` locked. If there ever was a bias, it has been ended then, and after the heavy fence
/// `fast_` was seen free, or as k_trying of a thread that will read `bias_` again and withdraw.
/// Argument: the biased thread stores k_trying, passes the light half of a fence and reads `bias_` again. The ender
/// stores k_never in `bias_`, passes the heavy half and reads `fast_` until it is free. So either the biased thread
/// sees that its bias is over, and withdraws; or the ender sees k_trying or k_held, and waits.
/// A bias never comes back: the thread that had it may be about to store k_trying for as long as it likes.
///
/// Both ways out end with the store that frees the lock, so whoever locks next may destroy it at once.
///
/// After Kawachiya, Koseki and Onodera, "Lock Reservation" (OOPSLA 2002), with the fence of Dice, Huang and Yang,
/// "Asymmetric Dekker Synchronization" (2001).
class WEFT_API WEFT_CAPABILITY("lock") biased_lock {
public:
    void lock() noexcept WEFT_ACQUIRE() WEFT_NO_THREAD_SAFETY_ANALYSIS {
        const std::uintptr_t me = thread_token();
        if (bias_.load(memory_order_relaxed) == me && take_fast(me)) return;
        slow_.lock();
        if (--turns_ <= 0) [[unlikely]]
            consider(me);
    }

    bool try_lock() noexcept WEFT_TRY_ACQUIRE(true) WEFT_NO_THREAD_SAFETY_ANALYSIS {
        const std::uintptr_t me = thread_token();
        if (bias_.load(memory_order_relaxed) == me && take_fast(me)) return true;
        if (!slow_.try_lock()) return false;
        if (--turns_ <= 0) [[unlikely]]
            consider(me);
        return true;
    }

    void unlock() noexcept WEFT_RELEASE() WEFT_NO_THREAD_SAFETY_ANALYSIS {
        if (fast_.load(memory_order_relaxed) == k_held)
            fast_.store(k_free, memory_order_release);
        else
            slow_.unlock();
    }

    /// Returns once the thread that held the lock when this was called has released it; what that did before is seen.
    /// The lock is not taken, so its bias stays, unless it changes hands all the time.
    void await_release() noexcept;

private:
    static constexpr std::uintptr_t k_never = 1;
    static constexpr std::uint32_t k_free = 0;
    static constexpr std::uint32_t k_trying = 1;
    static constexpr std::uint32_t k_held = 2;

    bool take_fast(std::uintptr_t me) noexcept {
        fast_.store(k_trying, memory_order_relaxed);
        asymmetric_fence::light();
        if (bias_.load(memory_order_relaxed) == me) [[likely]] {
            fast_.store(k_held, memory_order_relaxed);
            return true;
        }
        fast_.store(k_free, memory_order_release);
        return false;
    }

    void consider(std::uintptr_t me) noexcept;
    void end_bias() noexcept;

    atomic<std::uintptr_t> bias_{0};
    atomic<std::uint32_t> fast_{k_free};
    tiny_lock slow_;
    std::int32_t turns_ = k_bias_turns; // by holders of slow_: until the next consider()
    std::uint32_t last_ = 0;            // by holders of slow_: who was considered last, or a part of its token
};

static_assert(sizeof(biased_lock) == 24);

/// The lock of wait lists. In the model build it is the plain one, so that models of its users have fewer steps:
/// biased_lock_model.cpp shows that the two do the same.
#if WEFT_MODEL
using list_lock = tiny_lock;
#else
using list_lock = biased_lock;
#endif

} // namespace weft::detail::base
