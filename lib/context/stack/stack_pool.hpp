// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/blocking_mutex.hpp"
#include "context/stack/slab_memory.hpp"
#include "context/stack/stack_list.hpp"
#include "context/stack/stack_memory.hpp"

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/steady_now.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace weft::detail::stacks {

/// stack_pool makes stacks of one size, takes them back and hands them out again. Every stack has its guard before
/// anyone sees it. Memory comes in slabs, mappings of many stacks each; a stack costs no memory until it is touched.
///
/// A released stack stays warm for the next allocate(). Warm stacks age by periods of k_period: a stack that was not
/// used during a whole period is surplus, and age() gives the memory of surplus stacks back to the system, k_step
/// stacks a call. Of the surplus, k_reserve stacks stay longer: they fade by a quarter a period. The mappings stay
/// until the pool is destroyed. All members: any thread. The pool must outlive its stacks in use.
class stack_pool {
public:
    static constexpr std::size_t k_reserve = 1024;
    static constexpr std::size_t k_step = slab_memory::k_most_discarded;
    static constexpr std::chrono::nanoseconds k_period = std::chrono::milliseconds(700);
    static constexpr time_point k_never = time_point::max();

    /// ageing says who calls age(): an owner, or the pool itself in release_batch(), when it is due.
    enum class ageing : std::uint8_t { by_owner, by_release };

    explicit stack_pool(stack_options options, guard_kind guard = available_guard(), ageing aged = ageing::by_owner);
    stack_pool(const stack_pool&) = delete;
    stack_pool& operator=(const stack_pool&) = delete;
    ~stack_pool();

    /// allocate() throws weft::resource_error when the system refuses; the error names the limit and the setting.
    [[nodiscard]] stack* allocate();

    /// allocate_batch() fills the front of `out` and returns how many it got: fewer than asked for, maybe none, when
    /// the system refuses.
    [[nodiscard]] std::size_t allocate_batch(std::span<stack*> out) noexcept;

    void release(stack* s) noexcept;

    /// release_batch() takes back all stacks of a list linked by `next`.
    void release_batch(stack* list) noexcept;

    /// ageing_due() is the time from which on age() has something to do; k_never while no stack is warm. A look: it may
    /// miss what another thread releases meanwhile.
    [[nodiscard]] time_point ageing_due() const noexcept {
        return time_point(time_point::duration(due_.load(std::memory_order_seq_cst)));
    }

    /// age() takes one step when it is due at `now`: ends the period that is over, and gives the memory of up to k_step
    /// surplus stacks back to the system; guards and mappings stay. True when memory went back.
    bool age(time_point now) noexcept;

    /// live() counts the stacks that are handed out, those in caches included.
    [[nodiscard]] WEFT_API std::size_t live() const noexcept;

    /// warm() counts the idle stacks whose memory is kept.
    [[nodiscard]] std::size_t warm() const noexcept;

    /// stack_size() is what each stack has at least, in bytes.
    [[nodiscard]] std::size_t stack_size() const noexcept { return options_.size; }

    /// mappings() counts the slabs.
    [[nodiscard]] std::size_t mappings() const noexcept;

private:
    // A slot that is guarded and taken, but whose stack is not built yet.
    struct bare_slot {
        slab* home;
        std::size_t index;
    };

    std::size_t acquire(std::span<stack*> out);
    std::size_t take_warm(std::span<stack*> out) noexcept WEFT_REQUIRES(mutex_);
    std::size_t take_cold(std::span<bare_slot> out) noexcept WEFT_REQUIRES(mutex_);
    std::size_t take_fresh(std::span<bare_slot> out) WEFT_REQUIRES(mutex_);
    slab& slab_with_fresh() WEFT_REQUIRES(mutex_);
    void keep(stack* list) noexcept WEFT_REQUIRES(mutex_);
    void end_period(time_point now) noexcept WEFT_REQUIRES(mutex_);
    std::size_t take_surplus(std::span<stack*> out) noexcept WEFT_REQUIRES(mutex_);
    void cool(std::span<stack* const> surplus) noexcept WEFT_EXCLUDES(mutex_);
    void update_due() noexcept WEFT_REQUIRES(mutex_);
    [[nodiscard]] std::size_t warm_stacks() const noexcept WEFT_REQUIRES(mutex_) {
        return young_.size() + old_.size() + surplus_.size();
    }

    const stack_options options_;
    const guard_kind guard_;
    const ageing aged_;

    mutable blocking_mutex mutex_;
    // The last slab may have stacks that were never handed out.
    std::vector<std::unique_ptr<slab>> slabs_ WEFT_GUARDED_BY(mutex_);
    std::size_t slots_ WEFT_GUARDED_BY(mutex_) = 0; // in all slabs
    // A warm stack moves from list to list at the end of a period; allocate() takes the youngest.
    stack_list young_ WEFT_GUARDED_BY(mutex_);        // released in this period
    stack_list old_ WEFT_GUARDED_BY(mutex_);          // released before this period, and not used in it so far
    stack_list surplus_ WEFT_GUARDED_BY(mutex_);      // not used in the whole period before this one
    std::size_t to_cool_ WEFT_GUARDED_BY(mutex_) = 0; // how many of surplus_ are to go in this period
    std::size_t cold_ WEFT_GUARDED_BY(mutex_) = 0;    // slots whose memory went back, over all slabs
    std::size_t live_ WEFT_GUARDED_BY(mutex_) = 0;
    time_point period_end_ WEFT_GUARDED_BY(mutex_) = k_never; // k_never: nothing is warm, so nothing ages
    // Moved with mutex_ held: k_never when nothing is warm, the beginning of the clock while to_cool_ != 0, else
    // period_end_. Models do not watch it: no schedule depends on it, and mutex_ blocks the thread.
    std::atomic<time_point::rep> due_{k_never.time_since_epoch().count()};
};

} // namespace weft::detail::stacks
