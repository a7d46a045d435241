// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/tiny_lock.hpp>

#include <algorithm>
#include <cstddef>

namespace weft::detail::queues {

/// A chain of entries linked through Entry::next() and set_next(), oldest first. Not thread-safe.
template <class Entry>
struct entry_chain {
    Entry head;
    Entry tail;
    std::size_t count = 0;

    void push_back(Entry entry) noexcept {
        entry.set_next(Entry{});
        if (count++ == 0)
            head = entry;
        else
            tail.set_next(entry);
        tail = entry;
    }

    /// Takes all entries of `more`, which is to be used no longer.
    void append(const entry_chain& more) noexcept {
        if (more.count == 0) return;
        if (count == 0)
            head = more.head;
        else
            tail.set_next(more.head);
        tail = more.tail;
        count += more.count;
    }

    Entry pop_front() noexcept {
        if (count == 0) return {};
        const Entry entry = head;
        head = entry.next();
        --count;
        return entry;
    }
};

/// The shared entry queue of a runtime (or of one worker, for fibers pinned to it): first-in first-out, unbounded,
/// intrusive, so that entering never fails. Any thread; nothing suspends or allocates.
template <class Entry>
class injector {
public:
    using chain = entry_chain<Entry>;

    void push(Entry entry) noexcept {
        const lock_scope guard(lock_);
        entries_.push_back(entry);
        count_.store(entries_.count, memory_order_seq_cst);
    }

    void push_chain(chain& more) noexcept {
        if (more.count == 0) return;
        const lock_scope guard(lock_);
        entries_.append(more);
        count_.store(entries_.count, memory_order_seq_cst);
    }

    /// Takes the `most` oldest entries at the most.
    chain pop_chain(std::size_t most) noexcept {
        chain taken;
        if (size() == 0) return taken;
        const lock_scope guard(lock_);
        for (std::size_t left = std::min(most, entries_.count); left != 0; --left)
            taken.push_back(entries_.pop_front());
        count_.store(entries_.count, memory_order_seq_cst);
        return taken;
    }

    /// Drops the oldest entries for as long as stale(entry) holds; stale may end their lives.
    template <class Stale>
    void drop_front_while(Stale&& stale) noexcept {
        if (size() == 0) return;
        const lock_scope guard(lock_);
        while (entries_.count != 0) {
            const Entry oldest = entries_.head;
            const Entry second = oldest.next(); // read now: stale() may end the life of the oldest
            if (!stale(oldest)) break;
            entries_.head = second;
            --entries_.count;
        }
        count_.store(entries_.count, memory_order_seq_cst);
    }

    /// Drops the entries for which stale(entry) holds; stale may end their lives.
    template <class Stale>
    void sweep(Stale&& stale) noexcept {
        const lock_scope guard(lock_);
        chain kept;
        while (const Entry entry = entries_.pop_front())
            if (!stale(entry)) kept.push_back(entry);
        entries_ = kept;
        count_.store(entries_.count, memory_order_seq_cst);
    }

    /// A look without the lock.
    std::size_t size() const noexcept { return count_.load(memory_order_seq_cst); }

private:
    tiny_lock lock_;
    chain entries_ WEFT_GUARDED_BY(lock_);
    atomic<std::size_t> count_{0};
};

} // namespace weft::detail::queues
