// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>

#include <cstdint>

namespace weft::detail::fibers {

/// Who still needs a fiber record, and who may run an unstarted one. Bits, each set at most once a life:
///     claimed   a worker runs (or ran) the fiber      the worker that pops it, or the joiner that runs it in place
///     dequeued  its unstarted entry left the queue    the worker that pops that entry
///     done      its result is there                   the worker that ran it
///     released  the handle is gone                    the handle's owner
///     joining   a joiner waits on the joiners list    the joiner, under the list's lock
///     watched   as joining, by a joiner that may leave the list again: the record's last user takes the list's lock
///               once before it frees the record
///     taken back  the handle was gone, and somebody has it again   whoever keeps the fiber from being done
/// The record is free when dequeued, done and released are all set; whoever sets the last of them frees it.
class WEFT_API life_word {
public:
    enum class popped : std::uint8_t { run, stale, stale_last };

    /// Who can meet whom. In a runtime with one worker, a joiner that runs fibers in place and everybody who pops
    /// entries are the same thread; the handle of an unclaimed fiber may still be elsewhere.
    enum class workers : std::uint8_t { one, many };

    /// Starts a new life. The spawner only, before the record is visible.
    void reset() noexcept { bits_.store(0, memory_order_relaxed); }

    /// An unstarted entry was popped: run the fiber, or drop the entry (and free the record after stale_last).
    popped claim_popped(workers there_are) noexcept {
        std::uint32_t before = bits_.load(memory_order_relaxed);
        if (there_are == workers::one && (before & k_claimed) != 0)
            bits_.store(before | k_dequeued, memory_order_relaxed); // run in place, so by this thread
        else
            before = bits_.fetch_or(k_claimed | k_dequeued, memory_order_acq_rel);
        if ((before & k_claimed) == 0) return popped::run;
        return completes(before | k_dequeued) ? popped::stale_last : popped::stale;
    }

    /// The owner of the handle popped the entry itself: nobody else can reach the record now.
    void claim_owned() noexcept { bits_.store(k_claimed | k_dequeued, memory_order_relaxed); }

    /// As claim_owned(), by one who has taken back the handle.
    void claim_taken_back() noexcept { bits_.store(k_claimed | k_dequeued | k_taken_back, memory_order_relaxed); }

    /// The owner of the handle tries to run the fiber in place while its entry stays queued.
    [[nodiscard]] bool claim_in_place(workers there_are) noexcept {
        const std::uint32_t before = bits_.load(memory_order_acquire);
        if ((before & k_claimed) != 0) return false;
        if (there_are == workers::one) {
            bits_.store(before | k_claimed, memory_order_relaxed);
            return true;
        }
        return (bits_.fetch_or(k_claimed, memory_order_acq_rel) & k_claimed) == 0;
    }

    /// A fiber that no queue ever holds unstarted (launch::dispatch).
    void claim_unqueued() noexcept { bits_.store(k_claimed | k_dequeued, memory_order_relaxed); }

    /// Nobody can claim the fiber until let_start(). The spawner only, before the record is visible.
    void hold_back() noexcept { claim_unqueued(); }

    /// The fiber is about to be queued. Whoever holds what keeps it back.
    void let_start() noexcept { bits_.fetch_and(~(k_claimed | k_dequeued), memory_order_acq_rel); }

    bool is_claimed() const noexcept { return (bits_.load(memory_order_acquire) & k_claimed) != 0; }

    /// Tries to announce the result when nobody waits for it; on false take the list's lock and call finish_joined().
    [[nodiscard]] bool try_finish(bool& last) noexcept {
        std::uint32_t before = bits_.load(memory_order_relaxed);
        do {
            if ((before & k_joining) != 0) return false;
        } while (!bits_.compare_exchange_weak(before, before | k_done, memory_order_acq_rel, memory_order_relaxed));
        last = completes(before | k_done);
        return true;
    }

    /// Announces the result under the lock of the joiners list; returns true when the record is free once unlocked.
    [[nodiscard]] bool finish_joined() noexcept {
        return completes(bits_.fetch_or(k_done, memory_order_acq_rel) | k_done);
    }

    bool is_done() const noexcept { return (bits_.load(memory_order_acquire) & k_done) != 0; }

    /// True once the user's handle is gone, whoever has it since.
    bool is_handle_gone() const noexcept {
        return (bits_.load(memory_order_acquire) & (k_released | k_taken_back)) != 0;
    }

    /// A joiner linked itself, under the list's lock; false when the fiber is done and the joiner must unlink.
    [[nodiscard]] bool begin_joining() noexcept {
        return (bits_.fetch_or(k_joining, memory_order_acq_rel) & k_done) == 0;
    }

    /// As begin_joining(), for one that may leave the list before the fiber is done.
    [[nodiscard]] bool begin_watching() noexcept {
        return (bits_.fetch_or(k_joining | k_watched, memory_order_acq_rel) & k_done) == 0;
    }

    /// A joiner has left the list, which it holds, before the fiber was done.
    void stop_joining() noexcept { bits_.fetch_or(k_watched, memory_order_acq_rel); }

    /// True when the finisher may still hold the list's lock though the fiber is done. The handle's owner only.
    bool was_watched() const noexcept { return (bits_.load(memory_order_relaxed) & k_watched) != 0; }

    /// The handle goes; returns true when the caller frees the record.
    [[nodiscard]] bool release() noexcept {
        const std::uint32_t now = bits_.load(memory_order_acquire);
        if ((now & (k_done | k_dequeued)) == (k_done | k_dequeued)) return true; // nobody else is left to race with
        return completes(bits_.fetch_or(k_released, memory_order_acq_rel) | k_released);
    }

    /// As release(), by a worker of the fiber's runtime: if that has one only, nobody is left to race with.
    [[nodiscard]] bool release(workers there_are) noexcept {
        const std::uint32_t now = bits_.load(memory_order_relaxed);
        if (there_are == workers::many || (now & k_done) != 0) return release();
        bits_.store(now | k_released, memory_order_relaxed);
        return false;
    }

    /// Takes back a release() of a fiber whose done cannot come meanwhile: the caller holds what its end needs. False:
    /// the handle is not gone, or that was done before. After true the caller has the handle.
    [[nodiscard]] bool take_back_release(workers there_are) noexcept {
        const std::uint32_t now = bits_.load(memory_order_acquire);
        if ((now & (k_released | k_taken_back)) != k_released) return false;
        if (there_are == workers::one)
            bits_.store(now ^ (k_released | k_taken_back), memory_order_relaxed);
        else // nobody else moves these two now
            bits_.fetch_xor(k_released | k_taken_back, memory_order_acq_rel);
        return true;
    }

    /// As release(), for the owner that ran the fiber in place: its result is announced by the same exchange.
    [[nodiscard]] bool release_in_place(workers there_are) noexcept {
        const std::uint32_t now = bits_.load(memory_order_acquire);
        if ((now & k_dequeued) != 0) return true;
        if (there_are == workers::one) {
            bits_.store(now | k_released | k_done, memory_order_relaxed);
            return false;
        }
        return completes(bits_.fetch_or(k_released | k_done, memory_order_acq_rel) | k_released | k_done);
    }

private:
    friend struct observe::debug_layout;
    static constexpr std::uint32_t k_claimed = 1;
    static constexpr std::uint32_t k_dequeued = 2;
    static constexpr std::uint32_t k_done = 4;
    static constexpr std::uint32_t k_released = 8;
    static constexpr std::uint32_t k_joining = 16;
    static constexpr std::uint32_t k_watched = 32;
    static constexpr std::uint32_t k_taken_back = 64;

    static constexpr bool completes(std::uint32_t bits) noexcept {
        constexpr std::uint32_t all = k_dequeued | k_done | k_released;
        return (bits & all) == all;
    }

    atomic<std::uint32_t> bits_{0};
};

static_assert(sizeof(life_word) == 4);

} // namespace weft::detail::fibers
