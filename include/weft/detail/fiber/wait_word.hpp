// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>

#include <atomic>
#include <bit>
#include <cstdint>

namespace weft::detail::fibers {

/// Why a wait ended. Exactly one reason wins each wait.
enum class wake_reason : std::uint8_t {
    none,
    completed, ///< by its primitive
    timed_out,
    cancelled, ///< a level around the fiber was: see cancel_level
    stopped    ///< a std::stop_token that the wait was given was
};

/// What a waker must do after its claim won.
enum class claim_outcome : std::uint8_t {
    lost,       ///< another reason won, or the wait is over: leave no effect
    won_off,    ///< the unit is off its stack: the waker alone may make it ready
    won_leaving ///< the unit may still be running: the waker ends with publish(), and whoever is second makes it ready
};

/// The word through which every wait of one fiber or thread ends exactly once.
///
/// 64 bits: the epoch in the upper half; in the lower half how deep the scopes are that must not end the wait (bits
/// 16-31, of an open one), the reason (bits 8-15) and five flags:
///     armed      the wait has begun                                set by the unit itself (arm)
///     off        the unit's registers are saved                     set by the new side of the switch (leave), or
///                                                                   by the unit under a lock that keeps wakers
///                                                                   out (leave_early)
///     open       the wait may be ended from outside                 set by the unit itself (open, leave_early_open)
///     claimed    one waker has won                                  set by that waker (claim)
///     published  the winner touches the wait no more                set by that waker (publish)
/// Invariant: within one epoch `claimed` is set at most once, and the unit is made ready exactly once: by the claimer
/// when it saw `off`, else by the second of leave() and publish().
class WEFT_API wait_word {
public:
    /// Begins a wait with a fresh epoch, which is returned. It is closed: only those can end it that find it in its
    /// list or its timer. The unit itself only.
    std::uint32_t arm() noexcept {
        const std::uint32_t epoch = epoch_of(word_.load(memory_order_relaxed)) + 1;
        // Wakers find the unit through a list or a queue, whose lock orders this store before their claim().
        word_.store((std::uint64_t{epoch} << 32) | k_armed, memory_order_release);
        return epoch;
    }

    /// Opens the wait, while nobody can claim it: to claim_open() of levels deeper than `hidden`, which know the unit
    /// alone. Afterwards the unit passes the light half of a fence and looks whether it was cancelled. The unit itself
    /// only.
    void open(std::uint16_t hidden = 0) noexcept {
        word_.store(word_.load(memory_order_relaxed) | k_open | hiding(hidden), memory_order_release);
    }

    /// Marks the unit as off its stack although it still is on it. Use it in place of leave() only if nobody can act on
    /// the mark before the switch is over: every waker needs a lock that the new side of the switch releases, or the
    /// runtime has one worker. The unit itself only.
    void leave_early() noexcept {
        // Published by the release of that lock.
        word_.store(word_.load(memory_order_relaxed) | k_off, memory_order_relaxed);
    }

    /// As leave_early(), and opens the wait, which was closed. One store does both: while the wait was closed nobody
    /// could claim it without that lock, so none is lost. A claim_open() that sees the store sees all that the unit
    /// wrote before, but the switch may not be over. Then as after open().
    void leave_early_open(std::uint16_t hidden = 0) noexcept {
        word_.store(word_.load(memory_order_relaxed) | k_off | k_open | hiding(hidden), memory_order_release);
    }

    /// Tries to end the wait `epoch` for `reason`. Any thread.
    claim_outcome claim(std::uint32_t epoch, wake_reason reason) noexcept {
        std::uint64_t seen = word_.load(memory_order_seq_cst);
        for (;;) {
            if (epoch_of(seen) != epoch || (seen & (k_armed | k_claimed)) != k_armed) return claim_outcome::lost;
            const std::uint64_t claimed = seen | k_claimed | (std::uint64_t{static_cast<std::uint8_t>(reason)} << 8);
            if (word_.compare_exchange_weak(seen, claimed, memory_order_seq_cst)) break;
        }
        return (seen & k_off) != 0 ? claim_outcome::won_off : claim_outcome::won_leaving;
    }

    /// Tries to end the present wait, whichever that is, if it is open to a level of this depth. Any thread that keeps
    /// the unit's life from ending. The unit looks at its cancellation after it has armed: so the caller stores that
    /// first, and passes the heavy half of a fence. After won_off the switch of a unit that left early may not be over:
    /// see claim_from_outside().
    claim_outcome claim_open(std::uint16_t depth, wake_reason reason) noexcept {
        const std::uint64_t seen = word_.load(memory_order_seq_cst);
        // A used record keeps its last wait, which was claimed: the first look refuses it as it refuses a new one.
        const bool is_open = (seen & (k_open | k_claimed)) == k_open && depth > hidden_of(seen);
        return is_open ? claim(epoch_of(seen), reason) : claim_outcome::lost;
    }

    /// Ends a claim that won_leaving; returns true when the unit has left meanwhile, so that the caller makes it ready.
    /// When false is returned the unit may already run: touch nothing of it. The claimer only, once.
    [[nodiscard]] bool publish() noexcept { return (word_.fetch_or(k_published, memory_order_seq_cst) & k_off) != 0; }

    /// Says that the unit is off its stack; returns true when it was already published, so that the caller makes it
    /// ready. The new side of the switch only, once a wait.
    [[nodiscard]] bool leave() noexcept { return (word_.fetch_or(k_off, memory_order_seq_cst) & k_published) != 0; }

    /// True once the winner is done with the wait. The unit itself only.
    bool is_published() const noexcept { return (word_.load(memory_order_seq_cst) & k_published) != 0; }

    /// True while a wait is neither won nor over. A look, for reports.
    bool is_waiting() const noexcept {
        return (word_.load(memory_order_seq_cst) & (k_armed | k_off | k_claimed)) == (k_armed | k_off);
    }

    /// True when the present wait was won. Any thread that keeps the unit from beginning another.
    bool is_claimed() const noexcept { return (word_.load(memory_order_seq_cst) & k_claimed) != 0; }

    /// The reason that won. The unit itself only, after it was made ready.
    wake_reason reason() const noexcept {
        return static_cast<wake_reason>((word_.load(memory_order_seq_cst) >> 8) & 0xff);
    }

    /// The half of the word that a thread blocks on, and its value now.
    const void* futex_half() const noexcept { return &word_; } // little-endian: the flags' half comes first
    std::uint32_t futex_value() const noexcept { return static_cast<std::uint32_t>(word_.load(memory_order_seq_cst)); }
    static constexpr bool is_published(std::uint32_t futex_value) noexcept { return (futex_value & k_published) != 0; }

private:
    friend struct observe::debug_layout;
    static constexpr std::uint64_t k_armed = 1;
    static constexpr std::uint64_t k_off = 2;
    static constexpr std::uint64_t k_claimed = 4;
    static constexpr std::uint64_t k_published = 8;
    static constexpr std::uint64_t k_open = 16;

    static constexpr std::uint32_t epoch_of(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word >> 32);
    }
    static constexpr std::uint64_t hiding(std::uint16_t depth) noexcept { return std::uint64_t{depth} << 16; }
    static constexpr std::uint16_t hidden_of(std::uint64_t word) noexcept {
        return static_cast<std::uint16_t>(word >> 16);
    }

    atomic<std::uint64_t> word_{0};
};

static_assert(sizeof(wait_word) == 8 && std::endian::native == std::endian::little);

struct fiber_record;

/// Where a woken fiber goes. Runtimes implement it; this layer knows no worker.
class WEFT_API ready_sink {
public:
    /// Makes a fiber ready that is off its stack. Any thread; never suspends, never throws.
    virtual void make_ready(fiber_record& fiber) noexcept = 0;

protected:
    ~ready_sink() = default;
};

/// One thing that can wait: a fiber, or a plain thread (whose sink is null).
struct WEFT_API waiting_unit {
    wait_word word;
    std::atomic<ready_sink*> home{nullptr}; ///< see sink(); no schedule hangs on it, so models do not watch it

    /// Set before the unit's first wait. Reports of other runtimes look at it meanwhile: see
    /// fiber_record::is_live_in().
    ready_sink* sink() const noexcept { return home.load(memory_order_relaxed); }
    void set_sink(ready_sink* sink) noexcept { home.store(sink, memory_order_relaxed); } // published with the unit
};

} // namespace weft::detail::fibers
