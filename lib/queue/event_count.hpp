// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/tiny_lock.hpp>

#include <cstdint>
#include <vector>

namespace weft::detail::queues {

/// The event count of a runtime's workers: nobody parks while there is work that nobody else will see.
///
/// A worker is running, searching, or idle. Producer: publish the work, then notify(). Worker: prepare_park(), re-check
/// every source of work, then park, or cancel_park() when there is some.
/// Argument: notify() is a store (the work), a fence and a load of the counts; prepare_park() is a store of the counts,
/// the heavy half of that fence, and loads of every source. So either the producer sees the worker idle (and claims it,
/// unless somebody is searching), or the worker sees the work. A searcher that stops searching without work goes
/// through prepare_park() as well; one that found work and was the last calls notify() again. Hence: work published and
/// no searcher implies that no worker stays idle that did not see it.
///
/// One idle worker may watch: it parks for a short time only and then looks at every source again. Meanwhile a producer
/// whose work is most likely done by itself in a moment calls notify_unless_watched(), which spares the wake-up: the
/// watcher looks no later than when its time is over, or, when it is woken before, is told to search, or goes through
/// prepare_park() and its re-check again.
class event_count {
public:
    explicit event_count(unsigned workers) : workers_(workers) { idle_.reserve(workers); }

    static constexpr unsigned k_nobody = ~0U;

    /// Claims an idle worker, which counts as searching from then on, unless somebody is searching already; k_nobody
    /// when none need be woken. The caller unparks it. Any thread.
    unsigned notify() noexcept {
        asymmetric_fence::light();
        const std::uint32_t seen = counts_.load(memory_order_seq_cst);
        if (idle_of(seen) == 0 || searching_of(seen) != 0) [[likely]]
            return k_nobody;
        return claim_idle();
    }

    /// As notify(), for work that may wait until a watcher looks, if there is one.
    unsigned notify_unless_watched() noexcept {
        asymmetric_fence::light();
        const std::uint32_t seen = counts_.load(memory_order_seq_cst);
        if (idle_of(seen) == 0 || searching_of(seen) != 0 || (seen & k_watched) != 0) [[likely]]
            return k_nobody;
        return claim_idle();
    }

    /// As notify() for one worker whose own sources got work, by a sequentially consistent store, which spares the
    /// fence; true when it was idle and the caller unparks it. Any thread.
    bool notify_worker(unsigned worker) noexcept;

    /// Becomes a searcher unless half of the workers are; worker only.
    bool try_search() noexcept;

    /// A searcher found work; true when it was the last and must notify() again.
    bool end_search() noexcept { return searching_of(counts_.fetch_sub(k_searcher, memory_order_seq_cst)) == 1; }

    enum class was : std::uint8_t { running, searching };

    /// The worker becomes idle; it must re-check every source now. Returns the number of idle workers with it.
    unsigned prepare_park(unsigned worker, was before) noexcept;

    /// As prepare_park(), and the worker becomes the watcher: it looks again soon, whether it is woken or not. False,
    /// and nothing happens, when there is one.
    bool prepare_watch(unsigned worker, was before) noexcept;

    /// The worker is idle no more; false when a notifier claimed it meanwhile: it counts as searching then.
    bool cancel_park(unsigned worker) noexcept;

    /// Calls fn() if all workers are idle, and keeps them so meanwhile: a worker leaves its state under the lock, which
    /// fn holds. All that they did before happens before fn, so it sees every source of work as they left it. True when
    /// fn was called. Any thread; fn must be short.
    template <class Fn>
    bool if_all_idle(Fn&& fn) noexcept {
        const lock_scope guard(lock_);
        if (idle_.size() != workers_) return false;
        fn();
        return true;
    }

    unsigned idle() const noexcept { return idle_of(counts_.load(memory_order_seq_cst)); }
    bool anybody_searching() const noexcept { return searching_of(counts_.load(memory_order_seq_cst)) != 0; }

private:
    // bits 0-14: idle workers, moved under the lock; bit 15: one of them watches, moved under the lock; bits 16-31:
    // searching workers
    static constexpr std::uint32_t k_watched = 1U << 15;
    static constexpr std::uint32_t k_searcher = 1U << 16;
    static constexpr unsigned idle_of(std::uint32_t counts) noexcept { return counts & (k_watched - 1); }
    static constexpr unsigned searching_of(std::uint32_t counts) noexcept { return counts >> 16; }

    unsigned claim_idle() noexcept;
    std::uint32_t watch_of(unsigned worker) noexcept WEFT_REQUIRES(lock_);
    bool remove(unsigned worker) noexcept WEFT_REQUIRES(lock_);

    const unsigned workers_;
    alignas(64) atomic<std::uint32_t> counts_{0};
    tiny_lock lock_;
    unsigned watcher_ WEFT_GUARDED_BY(lock_) = k_nobody;
    std::vector<unsigned> idle_ WEFT_GUARDED_BY(lock_); // the last to go idle, its caches still warm, is woken first
};

} // namespace weft::detail::queues
