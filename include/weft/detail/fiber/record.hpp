// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/life_word.hpp>
#include <weft/detail/fiber/wait_word.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>

namespace weft::detail::fibers {
struct fiber_record;
}

namespace weft::detail::cancels {
class cancel_group;
class cancel_request;
struct cancel_level;

/// In a handler of what left the body of `fiber`: what its joiner gets. A cancellation becomes a fiber_cancelled.
WEFT_API std::exception_ptr what_left(fibers::fiber_record& fiber) noexcept;
} // namespace weft::detail::cancels

namespace weft::detail::fibers {

/// What the typed part of a fiber is asked to do with the payload of its record.
enum class fiber_step : std::uint8_t {
    run,    ///< call the callable, keep its value or what it throws
    drop,   ///< nobody takes the result any more (or, when it could not start, the callable)
    refused ///< it will never start: see fail_to_start(). In the scheduler, so nothing suspends
};

/// An entry of the ready queues: a fiber, and whether it has yet to start. An unstarted entry may turn stale (its
/// joiner ran the fiber in place), so the two kinds are told apart by the entry and use links of their own.
class WEFT_API ready_entry {
public:
    constexpr ready_entry() = default;
    static ready_entry started(fiber_record& fiber) noexcept {
        return ready_entry(reinterpret_cast<std::uintptr_t>(&fiber));
    }
    static ready_entry unstarted(fiber_record& fiber) noexcept {
        return ready_entry(reinterpret_cast<std::uintptr_t>(&fiber) | 1);
    }

    explicit operator bool() const noexcept { return bits_ != 0; }
    bool operator==(const ready_entry&) const = default;
    bool is_unstarted() const noexcept { return (bits_ & 1) != 0; }
    fiber_record& fiber() const noexcept { return *reinterpret_cast<fiber_record*>(bits_ & ~std::uintptr_t{1}); }

    /// Where its record is, or would be; for prefetching.
    const void* address() const noexcept { return reinterpret_cast<const void*>(bits_); }

    /// As fiber(), of an entry that is not unstarted.
    fiber_record& started_fiber() const noexcept { return *reinterpret_cast<fiber_record*>(bits_); }

    /// The link behind this entry in an intrusive queue.
    ready_entry next() const noexcept;
    void set_next(ready_entry entry) const noexcept;

    /// Where in a ring this unstarted entry was pushed last: a hint, as it shares its memory with the link.
    std::uint64_t place() const noexcept;
    void set_place(std::uint64_t place) const noexcept;

    /// What next_ready holds while the fiber is suspended: its wait; null for other entries.
    static ready_entry of_wait(const lowlevel::waiter& wait) noexcept {
        return ready_entry(reinterpret_cast<std::uintptr_t>(&wait) | k_wait);
    }
    const lowlevel::waiter* wait() const noexcept {
        return (bits_ & k_wait) != 0 ? reinterpret_cast<const lowlevel::waiter*>(bits_ & ~k_wait) : nullptr;
    }

    /// What a ring holds in place of an entry that was removed.
    static constexpr ready_entry removed() noexcept { return ready_entry(2); }

private:
    friend struct observe::debug_layout;
    constexpr explicit ready_entry(std::uintptr_t bits) noexcept : bits_(bits) {}
    static constexpr std::uintptr_t k_wait = 4;
    std::uintptr_t bits_ = 0;
};

/// What a finished fiber leaves in its record for somebody to destroy or free. Two bytes, so that one look serves both.
struct WEFT_API record_leftovers {
    static constexpr std::uint8_t k_extras = 1;
    static constexpr std::uint8_t k_has_context = 2;

    bool needs_drop = false; ///< the payload holds what must be destroyed
    std::uint8_t extras = 0; ///< k_extras: fiber_record::name is set, see fiber_extras; with it maybe k_has_context

    bool has_extras() const noexcept { return extras != 0; }
    bool has_context() const noexcept { return (extras & k_has_context) != 0; }

    bool has_leftovers() const noexcept { return std::bit_cast<std::uint16_t>(*this) != 0; }
};

/// The control block of a fiber: 256 bytes from the record pool, which never gives memory back, so a stale pointer may
/// still be read (not used). One life runs from the spawn to the moment described in life_word.
///
/// Many fields: each is what the spawner, the worker, the joiner or the canceller of a fiber needs of it, in an order
/// that keeps what a spawn and a join touch in two cache lines.
struct WEFT_API alignas(64) fiber_record : waiting_unit, record_leftovers {
    static constexpr std::size_t k_payload_size = 80;
    static constexpr std::size_t k_execution_size = WEFT_HAS_ASAN ? 40 : WEFT_HAS_TSAN ? 24 : 16;
    static constexpr std::uint16_t k_unpinned = 0xffff;
    using typed_part = void (*)(fiber_record&, fiber_step) noexcept;

    // The first two cache lines are all that a spawn, a run without suspension and a join touch, if the callable is
    // small.
    atomic<bool> is_told{false}; ///< that a level around it may be cancelled: look at them; see cancel_level
    std::uint8_t swallowed = 0;  ///< how often weft::cancelled was thrown on it since it was told; the fiber's own
    life_word life;
    atomic<std::uint16_t> pin{k_unpinned};       ///< see pinned_to()
    std::atomic<std::uint16_t> depth_outside{0}; ///< see set_outside(); not watched by models, as home
    std::uint32_t spawn_line = 0;
    std::atomic<typed_part> typed{nullptr};  ///< see step(); not watched by models, as home
    atomic<std::uint64_t> unstarted_link{0}; ///< link of its unstarted entry, or its place; see ready_entry
    ready_entry next_ready; ///< link while ready (or in the record pool); while suspended, for reports, the wait
    std::uint64_t id = 0;
    std::exception_ptr* failure = nullptr; ///< what left the body, in the payload; or why it could not start; or null.
                                           ///< With needs_drop only: it is cleared when the record becomes free.
    const char* spawn_file = nullptr;
    std::atomic<cancel_level*> innermost{nullptr}; ///< see level(); not watched by models, as home
    atomic<fiber_record*> covers{nullptr};         ///< while it runs a joined fiber on its stack: that fiber
    alignas(8) std::byte exec[k_execution_size];   ///< see execution_of() and fail_to_start()
    alignas(16) std::byte payload[k_payload_size]; ///< the callable, later the result
    // What named and joined fibers need.
    char* name = nullptr; ///< in its extras, owned; meaningful when it has_extras()
    lowlevel::wait_list joiners;
    atomic<cancel_request*> own_cancel{nullptr}; ///< the fiber's own; owned, once it is told. See cancel_fiber()
    atomic<cancel_group*> groups{nullptr};       ///< those that it has opened, innermost first; see cancel_group

    /// The wait in which the fiber is suspended, if it is. Exact while its runtime stands still; for reports.
    const lowlevel::waiter* wait() const noexcept { return word.is_waiting() ? next_ready.wait() : nullptr; }

    /// Index of the worker it stays on, or k_unpinned. Set at the spawn, or by the worker that has just claimed the
    /// fiber with steal::unstarted. A joiner may look meanwhile; what it sees does not matter then, since its own claim
    /// fails.
    std::uint16_t pinned_to() const noexcept { return pin.load(memory_order_relaxed); }
    bool is_pinned() const noexcept { return pin.load(memory_order_relaxed) != k_unpinned; }
    void pin_to(std::uint32_t worker) noexcept { // published with the fiber
        pin.store(static_cast<std::uint16_t>(worker), memory_order_relaxed);
    }

    /// The innermost level around it. Changed by the fiber alone: when it begins and ends it is its group's. A joiner
    /// may look meanwhile, as with pinned_to().
    cancel_level* level() const noexcept { return innermost.load(memory_order_relaxed); }
    void set_level(cancel_level* now) noexcept { innermost.store(now, memory_order_relaxed); }

    /// The level that a child of a group is spawned in, and its depth: the fiber's own is the next. Null and 0 for who
    /// is in no group. The spawner, and the fiber itself at its end; cancellers look at the depth, under the lock of
    /// the group or with the fiber's handle, before that end or after.
    void set_outside(cancel_level* level, std::uint16_t depth) noexcept {
        set_level(level);
        depth_outside.store(depth, memory_order_relaxed);
    }
    std::uint16_t own_depth() const noexcept {
        return static_cast<std::uint16_t>(depth_outside.load(memory_order_relaxed) + 1U);
    }

    /// The typed part, from the spawn to the end of the life. The record's owner only.
    void step(fiber_step what) noexcept { typed.load(memory_order_relaxed)(*this, what); }
    void begin_steps(typed_part part) noexcept { typed.store(part, memory_order_release); } // pairs with is_live_in()
    void end_steps() noexcept { typed.store(nullptr, memory_order_relaxed); } // for reports: nobody lives here

    /// True between spawn and the end of the body of a fiber of `core`. Reports call this while the workers of `core`
    /// stand still; other runtimes may recycle records meanwhile. The acquiring load makes that safe: a report that
    /// reads a `typed` also reads the sink set for that life or a later one, so it never counts a stranger's fiber.
    bool is_live_in(const ready_sink& core) const noexcept {
        return typed.load(memory_order_acquire) != nullptr && sink() == &core && !life.is_done();
    }

    /// Says why it could not start, in the memory of the execution that it never got: failing allocates nothing. The
    /// payload is still the callable. The record's owner only.
    void fail_to_start(const std::exception_ptr& why) noexcept {
        failure = ::new (static_cast<void*>(exec)) std::exception_ptr(why);
        needs_drop = true;
    }
    bool failed_to_start() const noexcept { return static_cast<const void*>(failure) == exec; }

    /// Its group knows why it could not start.
    bool is_refused_child() const noexcept { return depth_outside.load(memory_order_relaxed) != 0; }

    const char* name_or_empty() const noexcept { return has_extras() ? name : ""; }
};

static_assert(sizeof(std::exception_ptr) <= fiber_record::k_execution_size);
static_assert(sizeof(fiber_record) == 256 || WEFT_HAS_ASAN || WEFT_HAS_TSAN); // they keep more for each execution

// The link of an unstarted entry is atomic because a joiner reads it as a place, while another worker may be moving the
// entry.

inline ready_entry ready_entry::next() const noexcept {
    if (!is_unstarted()) return fiber().next_ready;
    // Under the queue's lock
    return ready_entry(static_cast<std::uintptr_t>(fiber().unstarted_link.load(memory_order_relaxed)));
}

inline void ready_entry::set_next(ready_entry entry) const noexcept {
    if (is_unstarted())
        fiber().unstarted_link.store(entry.bits_, memory_order_relaxed); // under the queue's lock
    else
        fiber().next_ready = entry;
}

inline std::uint64_t ready_entry::place() const noexcept {
    return fiber().unstarted_link.load(memory_order_relaxed); // a hint: the ring's slot decides
}

inline void ready_entry::set_place(std::uint64_t place) const noexcept {
    fiber().unstarted_link.store(place, memory_order_relaxed); // published by the push
}

} // namespace weft::detail::fibers
