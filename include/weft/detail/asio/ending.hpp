// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/waiter.hpp>

namespace weft::detail::io {

/// Something that is pending or over, and the one fiber that waits until it is over.
///
/// word_ has three kinds of values, and these steps move it:
///     &k_over    it is over                            begin(): -> null
///     null       it is pending, nobody waits           end(): -> &k_over    wait(): -> its waiter
///     a waiter   it is pending, the fiber waits        end(): -> &k_over, and wakes the fiber
/// Invariant: the thread in end() touches this object, and the waiter, only while the fiber cannot have returned from
/// wait(). The fiber returns after it has read &k_over, which is the last access of end() to the word, or after it was
/// woken, which is the last step of end(). So the fiber may destroy this object then.
class WEFT_API ending {
public:
    enum class state { pending, over };

    explicit ending(state first) noexcept : word_(first == state::over ? over() : nullptr) {}
    ending(const ending&) = delete;
    ending& operator=(const ending&) = delete;

    /// Makes pending what is over; false when it is pending already. What was done before the last end() is seen. Any
    /// thread.
    bool begin() noexcept {
        lowlevel::waiter* seen = over();
        // The acquire pairs with the release in end().
        return word_.compare_exchange_strong(seen, nullptr, memory_order_acquire, memory_order_relaxed);
    }

    /// Any thread. True: what was done before end() is seen.
    bool is_over() const noexcept {
        return word_.load(memory_order_acquire) == over();
    } // pairs with the release in end()

    /// Suspends until it is over; what was done before end() is seen. For reports, `kind` and `object` say what for.
    /// One fiber at a time.
    void wait(const lowlevel::wait_kind& kind, const void* object) noexcept {
        if (!is_over()) wait_pending(kind, object);
    }

    /// Makes over what is pending. Any thread; this object may be gone on return.
    void end() noexcept;

private:
    static constexpr char k_over = 0;

    /// An address that is no waiter's.
    static lowlevel::waiter* over() noexcept { return reinterpret_cast<lowlevel::waiter*>(const_cast<char*>(&k_over)); }

    void wait_pending(const lowlevel::wait_kind& kind, const void* object) noexcept;

    atomic<lowlevel::waiter*> word_;
};

} // namespace weft::detail::io
