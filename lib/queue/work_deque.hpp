// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

namespace weft::detail {

enum class steal_outcome : std::uint8_t { stolen, empty, lost };

/// A bounded ring of ready entries. Its owner pushes at the newest end and takes at both; thieves take at the oldest end.
/// Chase and Lev, Dynamic circular work-stealing deque (2005), with the orders of Le, Pop, Cohen and Zappa Nardelli,
/// Correct and efficient work-stealing for weak memory models (2013), without growth; the owner's take of the oldest is a
/// steal from itself. Indices are 64 bits wide and never wrap.
///
/// Invariant: the entries are slots_[i mod capacity] for oldest <= i < newest, newest - oldest <= capacity; an index leaves
/// by exactly one successful step: a compare-exchange of `oldest`, or the owner's decrement of `newest` past any `oldest`
/// that a thief could still move.
/// With sharing::owner_only no thread but the owner ever looks, and no step needs a locked instruction.
template <class Entry, std::size_t Capacity>
class work_deque {
public:
    enum class sharing : std::uint8_t { shared, owner_only };
    static constexpr std::uint64_t k_capacity = Capacity;
    static_assert((Capacity & (Capacity - 1)) == 0);

    /// Throws std::bad_alloc. The ring is address space until its entries are used.
    explicit work_deque(sharing mode) : shared_(mode == sharing::shared), slots_(zeroed_slots()) {}

    /// Owner only. False when full.
    bool push(Entry entry) noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        if (newest - oldest_seen_ >= k_capacity) { // rotate() moves newest_ without a look at the bound
            oldest_seen_ = oldest_.load(memory_order_acquire); // pairs with the exchange in steal(): the slot was read
            if (newest - oldest_seen_ == k_capacity) return false;
        }
        slot(newest).store(entry, memory_order_relaxed);
        newest_.store(newest + 1, memory_order_release); // pairs with the load in steal(): publishes slot and fiber
        return true;
    }

    /// Owner only. Takes the oldest entry, or returns an empty one.
    Entry pop_oldest() noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        std::uint64_t oldest = oldest_.load(memory_order_acquire);
        while (oldest != newest) {
            const Entry entry = slot(oldest).load(memory_order_relaxed);
            if (!shared_) {
                oldest_.store(oldest + 1, memory_order_relaxed);
                return entry;
            }
            if (oldest_.compare_exchange_weak(oldest, oldest + 1, memory_order_seq_cst)) return entry;
        }
        return {};
    }

    /// Owner only, sharing::owner_only. Queues `entry` and takes the oldest to `taken`; false, and nothing happens, when it
    /// would get the same back. With `many` entries or more it calls when_many() first.
    template <class WhenMany>
    bool rotate(Entry entry, Entry& taken, std::uint64_t many, WhenMany&& when_many) noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        const std::uint64_t oldest = oldest_.load(memory_order_relaxed);
        if (oldest == newest) return false;
        if (newest - oldest >= many) [[unlikely]] when_many();
        taken = slot(oldest).load(memory_order_relaxed);
        slot(newest).store(entry, memory_order_relaxed); // also when full: the slot was just emptied
        oldest_.store(oldest + 1, memory_order_relaxed);
        newest_.store(newest + 1, memory_order_relaxed);
        return true;
    }

    /// Owner only. Takes the newest entry, or returns an empty one.
    Entry pop_newest() noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        std::uint64_t oldest = oldest_.load(memory_order_acquire);
        if (oldest == newest) return {};
        if (!shared_) {
            newest_.store(newest - 1, memory_order_relaxed);
            return slot(newest - 1).load(memory_order_relaxed);
        }
        newest_.store(newest - 1, memory_order_seq_cst); // announces the take before looking where the thieves are
        oldest = oldest_.load(memory_order_seq_cst);
        if (oldest < newest - 1) return slot(newest - 1).load(memory_order_relaxed);
        return pop_last(newest, oldest);
    }

    /// Owner only. The newest entry without taking it; a thief may take it at any moment.
    Entry peek_newest() const noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        return oldest_.load(memory_order_acquire) == newest ? Entry{} : slot(newest - 1).load(memory_order_relaxed);
    }

    /// Owner only, and exact only with sharing::owner_only. The oldest entry without taking it.
    Entry peek_oldest() const noexcept {
        const std::uint64_t oldest = oldest_.load(memory_order_acquire);
        return oldest == newest_.load(memory_order_relaxed) ? Entry{} : slot(oldest).load(memory_order_relaxed);
    }

    /// Owner only. The entry `distance` behind the oldest; meaningful when there are as many, and only as a hint.
    Entry peek_ahead(std::size_t distance) const noexcept {
        return slot(oldest_.load(memory_order_relaxed) + distance).load(memory_order_relaxed);
    }

    /// Owner only. How many entries there are; a thief may take some at any moment.
    std::size_t size_of_owner() const noexcept {
        return static_cast<std::size_t>(newest_.load(memory_order_relaxed) - oldest_.load(memory_order_relaxed));
    }

    /// Any thread. Takes the oldest entry.
    steal_outcome steal(Entry& taken) noexcept {
        std::uint64_t oldest = oldest_.load(memory_order_seq_cst);
        if (oldest >= newest_.load(memory_order_seq_cst)) return steal_outcome::empty;
        const Entry entry = slot(oldest).load(memory_order_relaxed);
        if (!oldest_.compare_exchange_strong(oldest, oldest + 1, memory_order_seq_cst)) return steal_outcome::lost;
        taken = entry;
        return steal_outcome::stolen;
    }

    /// Any thread. A look that is exact only for the owner.
    std::size_t size() const noexcept {
        const std::uint64_t oldest = oldest_.load(memory_order_seq_cst);
        const std::uint64_t newest = newest_.load(memory_order_seq_cst);
        return newest > oldest ? static_cast<std::size_t>(newest - oldest) : 0;
    }

private:
    /// One entry seems left: takes it by the thieves' own step, so that exactly one side gets it.
    Entry pop_last(std::uint64_t newest, std::uint64_t oldest) noexcept {
        Entry entry{};
        if (oldest == newest - 1 && oldest_.compare_exchange_strong(oldest, oldest + 1, memory_order_seq_cst))
            entry = slot(newest - 1).load(memory_order_relaxed);
        newest_.store(newest, memory_order_release);
        return entry;
    }

    struct free_memory {
        void operator()(atomic<Entry>* slots) const noexcept { std::free(slots); }
    };

    /// Zero bytes are empty entries; memory that calloc takes from the system stays untouched.
    static atomic<Entry>* zeroed_slots() {
        static_assert(std::is_trivially_destructible_v<atomic<Entry>> && std::is_trivially_copyable_v<Entry>);
        void* const memory = std::calloc(Capacity, sizeof(atomic<Entry>));
        if (memory == nullptr) throw std::bad_alloc();
        return static_cast<atomic<Entry>*>(memory);
    }

    atomic<Entry>& slot(std::uint64_t index) noexcept { return slots_[index & (k_capacity - 1)]; }
    const atomic<Entry>& slot(std::uint64_t index) const noexcept { return slots_[index & (k_capacity - 1)]; }

    alignas(64) atomic<std::uint64_t> oldest_{0}; // owner and thieves move it up
    alignas(64) atomic<std::uint64_t> newest_{0}; // owner only
    std::uint64_t oldest_seen_ = 0;               // owner's bound of oldest_: never above it
    const bool shared_;
    const std::unique_ptr<atomic<Entry>[], free_memory> slots_;
};

} // namespace weft::detail
