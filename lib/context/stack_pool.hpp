// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/blocking_mutex.hpp"
#include "context/stack_memory.hpp"

#include <weft/detail/base/config.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace weft::detail {

/// stack_pool makes stacks of one size, takes them back and hands them out again. Every stack has its guard before
/// anyone sees it. Memory comes in slabs, mappings of many stacks each; a stack costs no memory until it is touched.
///
/// A released stack stays warm for the next allocate(). The pool never keeps more warm than the recent peak of live
/// stacks plus k_warm; beyond that it gives their memory back to the system, and trim() gives back all of it. The
/// mappings stay until the pool is destroyed. All members: any thread. The pool must outlive its stacks in use.
class stack_pool {
public:
    /// k_warm idle stacks are kept warm whatever the recent load was.
    static constexpr std::size_t k_warm = 1024;

    explicit stack_pool(stack_options options, guard_kind guard = available_guard());
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

    /// trim() gives the memory of every idle stack back to the system; guards and mappings stay.
    void trim() noexcept;

    /// live() counts the stacks that are handed out, those in caches included.
    [[nodiscard]] WEFT_API std::size_t live() const noexcept;

    /// warm() counts the idle stacks whose memory is kept.
    [[nodiscard]] std::size_t warm() const noexcept;

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
    void keep_or_cool(stack* s, stack*& cooling) noexcept WEFT_REQUIRES(mutex_);
    void cool(stack* list) noexcept WEFT_EXCLUDES(mutex_);
    void count_taken(std::size_t n) noexcept WEFT_REQUIRES(mutex_);
    void count_released() noexcept WEFT_REQUIRES(mutex_);
    [[nodiscard]] std::size_t most_warm() const noexcept WEFT_REQUIRES(mutex_);

    const stack_options options_;
    const guard_kind guard_;

    mutable blocking_mutex mutex_;
    // The last slab may have stacks that were never handed out.
    std::vector<std::unique_ptr<slab>> slabs_ WEFT_GUARDED_BY(mutex_);
    std::size_t slots_ WEFT_GUARDED_BY(mutex_) = 0; // in all slabs
    stack* warm_list_ WEFT_GUARDED_BY(mutex_) = nullptr;
    std::size_t warm_ WEFT_GUARDED_BY(mutex_) = 0;
    std::size_t cold_ WEFT_GUARDED_BY(mutex_) = 0; // trimmed stacks, over all slabs
    std::size_t live_ WEFT_GUARDED_BY(mutex_) = 0;
    std::size_t peak_ WEFT_GUARDED_BY(mutex_) = 0;      // highest live_ of this period
    std::size_t last_peak_ WEFT_GUARDED_BY(mutex_) = 0; // of the period before
    std::size_t releases_ WEFT_GUARDED_BY(mutex_) = 0;  // in this period; it ends after last_peak_ + k_warm of them
};

} // namespace weft::detail
