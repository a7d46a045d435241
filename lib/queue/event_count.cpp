// SPDX-License-Identifier: BSL-1.0
#include "queue/event_count.hpp"

#include <algorithm>

namespace weft::detail::queues {

/// How much `counts_` goes down when `worker` stops being idle: 1, and k_watched if it was the watcher. Also makes it
/// not the watcher.
std::uint32_t event_count::watch_of(unsigned worker) noexcept {
    if (watcher_ != worker) return 1;
    watcher_ = k_nobody;
    return 1 + k_watched;
}

unsigned event_count::claim_idle() noexcept {
    const lock_scope guard(lock_);
    const std::uint32_t seen = counts_.load(memory_order_seq_cst);
    if (idle_.empty() || searching_of(seen) != 0) return k_nobody;
    const unsigned worker = idle_.back();
    idle_.pop_back();
    counts_.fetch_add(k_searcher - watch_of(worker), memory_order_seq_cst);
    return worker;
}

bool event_count::remove(unsigned worker) noexcept {
    const auto found = std::find(idle_.begin(), idle_.end(), worker);
    if (found == idle_.end()) return false;
    idle_.erase(found);
    return true;
}

bool event_count::notify_worker(unsigned worker) noexcept {
    if (idle() == 0) return false; // no fence: see the header
    const lock_scope guard(lock_);
    if (!remove(worker)) return false;
    counts_.fetch_add(k_searcher - watch_of(worker), memory_order_seq_cst);
    return true;
}

bool event_count::try_search() noexcept {
    std::uint32_t seen = counts_.load(memory_order_seq_cst);
    do {
        if (2 * searching_of(seen) >= workers_) return false;
    } while (!counts_.compare_exchange_weak(seen, seen + k_searcher, memory_order_seq_cst));
    return true;
}

unsigned event_count::prepare_park(unsigned worker, was before) noexcept {
    unsigned idle_now = 0;
    {
        const lock_scope guard(lock_);
        idle_.push_back(worker);
        idle_now = static_cast<unsigned>(idle_.size());
        counts_.fetch_add(before == was::searching ? 1 - k_searcher : 1, memory_order_seq_cst);
    }
    asymmetric_fence::heavy();
    return idle_now;
}

bool event_count::prepare_watch(unsigned worker, was before) noexcept {
    {
        const lock_scope guard(lock_);
        if (watcher_ != k_nobody) return false;
        watcher_ = worker;
        idle_.push_back(worker);
        counts_.fetch_add((before == was::searching ? 1 - k_searcher : 1) + k_watched, memory_order_seq_cst);
    }
    asymmetric_fence::heavy();
    return true;
}

bool event_count::cancel_park(unsigned worker) noexcept {
    const lock_scope guard(lock_);
    if (!remove(worker)) return false;
    counts_.fetch_sub(watch_of(worker), memory_order_seq_cst);
    return true;
}

} // namespace weft::detail::queues
