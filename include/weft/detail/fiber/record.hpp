// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/life_word.hpp>
#include <weft/detail/fiber/unit.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>

namespace weft::detail {

struct fiber_record;

/// What the typed part of a fiber is asked to do with the payload of its record.
enum class fiber_step : std::uint8_t {
    run, ///< call the callable, keep its value or what it throws
    drop ///< nobody takes the result any more (or, after start_failure, the callable)
};

/// An entry of the ready queues: a fiber, and whether it has yet to start. An unstarted entry may turn stale (its joiner
/// ran the fiber in place), so the two kinds are told apart by the entry and use links of their own.
class ready_entry {
public:
    constexpr ready_entry() = default;
    static ready_entry started(fiber_record& fiber) noexcept { return ready_entry(reinterpret_cast<std::uintptr_t>(&fiber)); }
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
    ready_entry& next() const noexcept;

private:
    explicit ready_entry(std::uintptr_t bits) noexcept : bits_(bits) {}
    std::uintptr_t bits_ = 0;
};

/// The control block of a fiber: 256 bytes from the record pool, which never gives memory back, so a stale pointer may
/// still be read (not used). One life runs from the spawn to the moment described in life_word.
struct alignas(64) fiber_record : waiting_unit {
    static constexpr std::size_t k_payload_size = 96;
    static constexpr std::size_t k_execution_size = WEFT_HAS_ASAN ? 40 : WEFT_HAS_TSAN ? 24 : 16;
    static constexpr std::uint32_t k_unpinned = ~std::uint32_t{0};

    // The first two cache lines are all that a spawn, a run without suspension and a join touch, if the callable is small.
    life_word life;
    std::uint32_t pinned_to = k_unpinned;                       ///< index of the worker it stays on
    void (*step)(fiber_record&, fiber_step) noexcept = nullptr; ///< the typed part
    ready_entry next_unstarted;                                 ///< link of its unstarted entry
    ready_entry next_ready;                                     ///< link while ready (or in the record pool)
    std::uint64_t id = 0;
    std::exception_ptr* failure = nullptr;                      ///< what left the body, in the payload; or &start_failure; or null
    const char* spawn_file = nullptr;
    std::uint32_t spawn_line = 0;
    bool needs_drop = false;                                    ///< the payload holds a result that must be destroyed
    bool is_named = false;                                      ///< `name` is set
    alignas(8) std::byte exec[k_execution_size];                ///< see execution_of()
    alignas(16) std::byte payload[k_payload_size];              ///< the callable, later the result
    // What named, joined and failed fibers need.
    std::exception_ptr start_failure;                           ///< why it could not start; the payload is still the callable
    char* name = nullptr;                                       ///< owned; meaningful when is_named
    lowlevel::wait_list joiners;

    /// True between spawn and the end of the body. A look, for reports.
    bool is_live() const noexcept { return sink != nullptr && step != nullptr && !life.is_done(); }

    const char* name_or_empty() const noexcept { return is_named ? name : ""; }
};

static_assert(sizeof(fiber_record) == 256 || WEFT_HAS_ASAN);

inline ready_entry& ready_entry::next() const noexcept {
    return is_unstarted() ? fiber().next_unstarted : fiber().next_ready;
}

} // namespace weft::detail
