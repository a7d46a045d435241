// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/zeroed_memory.hpp"

#include <weft/detail/base/atomic.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace weft::detail::queues {

enum class steal_outcome : std::uint8_t { stolen, empty, lost };

/// What a slot holds whose entry its owner took out of the middle.
template <class Entry>
inline constexpr Entry k_removed = Entry::removed();
template <std::integral Entry>
inline constexpr Entry k_removed<Entry> = static_cast<Entry>(-1);

/// A bounded ring of ready entries. Its owner pushes at the newest end, takes at both and removes from the middle;
/// thieves take at the oldest end.
/// Chase and Lev, Dynamic circular work-stealing deque (2005), with the orders of Le,
/// Pop, Cohen and Zappa Nardelli, Correct and efficient work-stealing for weak memory models (2013), without growth;
/// the owner's take of the oldest is a steal from itself; removal is weft's own. Indices ("places") are 64 bits wide
/// and never wrap.
///
/// Invariant: the places in use are oldest <= i < newest, newest - oldest <= capacity; a place leaves by exactly one
/// successful step: a compare-exchange of `oldest`, or the owner's decrement of `newest` past any `oldest` that a thief
/// could still move.
/// A shared slot cycles: empty, entry (push), perhaps `removed` (remove), empty. The thread that took the place out of
/// the range clears the slot, a moment later. So push() may find its slot still full; it then reports a full ring.
/// An entry belongs to the thread that moves its slot away from it. Only remove() and a thief can meet there, and both
/// do it by a read-modify-write.
/// With sharing::owner_only no thread but the owner ever looks, no step needs a locked instruction, and slots outside
/// the places in use may hold anything.
template <class Entry, std::size_t Capacity>
class work_deque {
public:
    enum class sharing : std::uint8_t { shared, owner_only };
    static constexpr std::uint64_t k_capacity = Capacity;
    static_assert((Capacity & (Capacity - 1)) == 0);

    /// Throws std::bad_alloc. The ring is address space until its entries are used.
    explicit work_deque(sharing mode)
        : shared_(mode == sharing::shared),
          mask_(shared_ ? k_capacity - 1 : std::min<std::uint64_t>(k_capacity, 64) - 1),
          full_at_(mask_ + 1),
          slots_(empty_slots()) {}

    /// Owner only. The place that the next push() uses: what remove() wants to know.
    std::uint64_t next_place() const noexcept { return newest_.load(memory_order_relaxed); }

    /// Owner only. False when full.
    bool push(Entry entry) noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        if (newest >= full_at_ && !make_room(newest)) return false;
        if (shared_ && !is_empty(slot(newest).load(memory_order_relaxed))) return false; // see the invariant
        slot(newest).store(entry, memory_order_relaxed);
        newest_.store(newest + 1, memory_order_release); // pairs with the load in steal(): publishes slot and fiber
        return true;
    }

    /// Owner only, sharing::owner_only. As push() of an entry whose place is next_place(). False, and nothing happens,
    /// also when the ring must grow first.
    bool push_quickly(std::uint64_t next_place, Entry entry) noexcept {
        if (next_place >= full_at_) [[unlikely]] // rotate() moves newest_ without a look at the bound
            return false;
        slot(next_place).store(entry, memory_order_relaxed);
        newest_.store(next_place + 1, memory_order_relaxed);
        return true;
    }

    /// Owner only. Takes the oldest entry, or returns an empty one.
    Entry pop_oldest() noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        std::uint64_t oldest = oldest_.load(memory_order_acquire);
        while (oldest != newest) {
            const std::uint64_t first = skip_removed(oldest, newest);
            const std::uint64_t behind = std::min(first + 1, newest);
            const Entry entry = slot(behind - 1).load(memory_order_relaxed);
            if (!shared_) {
                oldest_.store(behind, memory_order_relaxed);
                return first == newest ? Entry{} : entry;
            }
            if (take_bottom(oldest, behind)) return first == newest ? Entry{} : entry;
        }
        return {};
    }

    /// Owner only, sharing::owner_only. Queues `entry` and takes the oldest to `taken`; false, and nothing happens,
    /// when it would get the same back. With `many` entries or more it calls when_many() first.
    template <class WhenMany>
    bool rotate(Entry entry, Entry& taken, std::uint64_t many, WhenMany&& when_many) noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        std::uint64_t oldest = oldest_.load(memory_order_relaxed);
        if (oldest == newest) return false;
        if (newest - oldest >= many) [[unlikely]]
            when_many();
        taken = slot(oldest).load(memory_order_relaxed);
        if (taken == k_removed<Entry>) [[unlikely]] {
            oldest = skip_removed(oldest, newest);
            oldest_.store(oldest, memory_order_relaxed);
            if (oldest == newest) return false;
            taken = slot(oldest).load(memory_order_relaxed);
        }
        slot(newest).store(entry, memory_order_relaxed); // also when full: the slot was just emptied
        oldest_.store(oldest + 1, memory_order_relaxed);
        newest_.store(newest + 1, memory_order_relaxed);
        return true;
    }

    /// Owner only. Takes the newest entry, or returns an empty one.
    Entry pop_newest() noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        const std::uint64_t oldest = oldest_.load(memory_order_acquire);
        if (oldest == newest) return {};
        if (!shared_)
            if (const Entry entry = slot(newest - 1).load(memory_order_relaxed); entry != k_removed<Entry>) {
                newest_.store(newest - 1, memory_order_relaxed);
                return entry;
            }
        const std::uint64_t above = removed_below(newest, oldest); // just above the newest entry, if there is one
        if (above == oldest) {
            take_top(oldest, newest);
            return {};
        }
        const std::uint64_t place = above - 1;
        const Entry entry = slot(place).load(memory_order_relaxed);
        return take_top(removed_below(place, oldest), newest) <= place ? entry : Entry{};
    }

    /// Owner only. Takes `entry`, which was pushed at `place`, out of the ring; false when it is not there (any more).
    /// An entry that is in the ring once at most may be asked for at any place.
    bool remove(std::uint64_t place, Entry entry) noexcept {
        if (!shared_) return remove_alone(place, entry);
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        std::uint64_t oldest = oldest_.load(memory_order_acquire);
        if (slot(place).load(memory_order_relaxed) != entry) return false;
        if (place == oldest) return take_bottom(oldest, skip_removed(place + 1, newest));
        if (place + 1 == newest) return take_top(removed_below(place, oldest_seen_), newest) <= place;
        return slot(place).compare_exchange_strong(entry, k_removed<Entry>, memory_order_seq_cst);
    }

    /// As remove(), with sharing::owner_only.
    bool remove_alone(std::uint64_t place, Entry entry) noexcept {
        if (slot(place).load(memory_order_relaxed) != entry) return false; // of a place in use, or left over
        if (place < oldest_.load(memory_order_relaxed)) return false;
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        if (place + 1 == newest) {
            newest_.store(place, memory_order_relaxed); // its slot may hold anything then
            if (has_holes_) [[unlikely]]
                drop_newest_holes();
            return true;
        }
        if (place >= newest) return false;
        slot(place).store(k_removed<Entry>, memory_order_relaxed);
        has_holes_ = true;
        if (place == oldest_.load(memory_order_relaxed)) [[unlikely]]
            drop_oldest_holes();
        return true;
    }

    /// Owner only. The entry `distance` places behind the oldest; meaningful when there are as many, and only as a
    /// hint.
    Entry peek_ahead(std::size_t distance) const noexcept {
        return slot(oldest_.load(memory_order_relaxed) + distance).load(memory_order_relaxed);
    }

    /// Owner only. How many places are in use; a thief may take some at any moment.
    std::size_t size_of_owner() const noexcept {
        return static_cast<std::size_t>(newest_.load(memory_order_relaxed) - oldest_.load(memory_order_relaxed));
    }

    /// Any thread. Takes the oldest entry.
    steal_outcome steal(Entry& taken) noexcept {
        while (has_entries()) {
            std::uint64_t oldest = oldest_.load(memory_order_seq_cst);
            if (oldest >= newest_.load(memory_order_seq_cst)) return steal_outcome::empty;
            if (!oldest_.compare_exchange_strong(oldest, oldest + 1, memory_order_seq_cst)) return steal_outcome::lost;
            taken = slot(oldest).exchange(Entry{}, memory_order_seq_cst);
            if (taken != k_removed<Entry>) return steal_outcome::stolen;
        }
        return steal_outcome::empty;
    }

    /// Any thread. How many places are in use: a look that is exact only for the owner.
    std::size_t size() const noexcept {
        const std::uint64_t oldest = oldest_.load(memory_order_seq_cst);
        const std::uint64_t newest = newest_.load(memory_order_seq_cst);
        return newest > oldest ? static_cast<std::size_t>(newest - oldest) : 0;
    }

    /// Any thread. False when there was no entry at some moment of the call.
    bool has_entries() const noexcept {
        const std::uint64_t oldest = oldest_.load(memory_order_seq_cst);
        const std::uint64_t newest = newest_.load(memory_order_seq_cst);
        return oldest < newest && skip_removed(oldest, newest) != newest;
    }

private:
    static bool is_empty(Entry entry) noexcept { return entry == Entry{}; }

    /// The first place from `from` to `to` that is not removed; `to` when all are.
    std::uint64_t skip_removed(std::uint64_t from, std::uint64_t to) const noexcept {
        while (from != to && slot(from).load(memory_order_relaxed) == k_removed<Entry>) ++from;
        return from;
    }

    /// The lowest place, `bottom` at the least, from which on all places below `from` are removed.
    std::uint64_t removed_below(std::uint64_t from, std::uint64_t bottom) const noexcept {
        const atomic<Entry>* const slots = slots_.get(); // read once: compilers read members again behind each load
        const std::uint64_t mask = mask_;
        while (from != bottom && slots[(from - 1) & mask].load(memory_order_relaxed) == k_removed<Entry>) --from;
        return from;
    }

    /// Owner only, when shared: empties the slots of places that have left.
    void clear(std::uint64_t from, std::uint64_t to) noexcept {
        for (; from != to; ++from) slot(from).store(Entry{}, memory_order_relaxed);
    }

    /// Owner only. Makes the places from `oldest` to `behind`, with one entry among them at the most, leave by the
    /// thieves' own step; when a thief was faster, false, and `oldest` is what it is now.
    bool take_bottom(std::uint64_t& oldest, std::uint64_t behind) noexcept {
        const std::uint64_t from = oldest;
        if (!oldest_.compare_exchange_strong(oldest, behind, memory_order_seq_cst)) return false;
        clear(from, behind);
        return true;
    }

    /// Owner only. Makes the places from `low` on, with one entry among them at the most, leave; returns the lowest
    /// that no thief has got, `newest` when they got all.
    std::uint64_t take_top(std::uint64_t low, std::uint64_t newest) noexcept {
        if (!shared_) {
            newest_.store(low, memory_order_relaxed);
            return low;
        }
        newest_.store(low, memory_order_seq_cst); // announces the take before looking where the thieves are
        std::uint64_t oldest = oldest_.load(memory_order_seq_cst);
        if (oldest < low) { // who gets there from now on sees the announcement
            clear(low, newest);
            return low;
        }
        return take_rest(oldest, newest);
    }

    /// A thief may be at `oldest` and not know of the announcement: moves `oldest` by the thieves' own step, past all
    /// places.
    std::uint64_t take_rest(std::uint64_t oldest, std::uint64_t newest) noexcept {
        while (!oldest_.compare_exchange_weak(oldest, newest, memory_order_seq_cst)) {}
        newest_.store(newest, memory_order_release);
        clear(oldest, newest);
        return oldest;
    }

    static constexpr std::size_t k_bytes = Capacity * sizeof(atomic<Entry>);

    struct return_slots {
        void operator()(atomic<Entry>* slots) const noexcept { return_zeroed(slots, k_bytes); }
    };

    /// Zero bytes are empty entries.
    static atomic<Entry>* empty_slots() {
        static_assert(std::is_trivially_destructible_v<atomic<Entry>> && std::is_trivially_copyable_v<Entry>);
        return static_cast<atomic<Entry>*>(take_zeroed(k_bytes));
    }

    // Owner only, sharing::owner_only: removed places at the ends leave.
    [[gnu::noinline]] void drop_newest_holes() noexcept {
        const std::uint64_t oldest = oldest_.load(memory_order_relaxed);
        const std::uint64_t newest = removed_below(newest_.load(memory_order_relaxed), oldest);
        newest_.store(newest, memory_order_relaxed);
        has_holes_ = newest != oldest; // maybe
    }
    [[gnu::noinline]] void drop_oldest_holes() noexcept {
        const std::uint64_t newest = newest_.load(memory_order_relaxed);
        oldest_.store(skip_removed(oldest_.load(memory_order_relaxed), newest), memory_order_relaxed);
    }

    /// Owner only. True when there is room at `newest`, which has come to the bound: `oldest` may have moved meanwhile.
    [[gnu::noinline]] bool make_room(std::uint64_t newest) noexcept {
        oldest_seen_ = oldest_.load(memory_order_acquire); // pairs with the exchange in steal()
        if (newest - oldest_seen_ > mask_ && !grow(newest)) return false;
        full_at_ = oldest_seen_ + mask_ + 1;
        return true;
    }

    /// With sharing::owner_only the ring uses no more of its slots than it needs, so that they stay in the first-level
    /// cache; false when it uses all of them. Entries whose slot changes move to the half that is new.
    bool grow(std::uint64_t newest) noexcept {
        if (mask_ == k_capacity - 1) return false;
        const std::uint64_t wider = mask_ * 2 + 1;
        for (std::uint64_t place = oldest_seen_; place != newest; ++place)
            slots_[place & wider].store(slots_[place & mask_].load(memory_order_relaxed), memory_order_relaxed);
        mask_ = wider;
        return true;
    }

    atomic<Entry>& slot(std::uint64_t index) const noexcept { return slots_[index & mask_]; }

    alignas(64) atomic<std::uint64_t> oldest_{0}; // owner and thieves move it up
    alignas(64) atomic<std::uint64_t> newest_{0}; // owner only
    std::uint64_t oldest_seen_ = 0;               // owner's bound of oldest_: never above it
    const bool shared_;
    bool has_holes_ = false; // with sharing::owner_only: removed places may be in use
    std::uint64_t mask_;     // moves with sharing::owner_only: see grow()
    std::uint64_t full_at_;  // the place that there is no room for, unless oldest_ is above oldest_seen_
    const std::unique_ptr<atomic<Entry>[], return_slots> slots_;
};

} // namespace weft::detail::queues
