// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/base/tiny_lock.hpp>
#include <weft/detail/fiber/record.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft::detail::fibers {

/// A chain of free records, linked through next_ready, that moves as a whole.
struct record_chain {
    ready_entry head;
    std::size_t count = 0;
};

/// The process's memory of fiber records: slabs that are never given back, so that a handle may outlive its runtime and
/// a stale queue entry may be read. Any thread. Never destroyed.
class record_pool {
public:
    static constexpr std::size_t k_chain = 256;
    static constexpr std::size_t k_slab_bytes = std::size_t{2} << 20;

    WEFT_API static record_pool& instance() noexcept;

    /// A chain of at most k_chain free records; throws resource_error when there is no memory.
    record_chain take();
    void give(record_chain chain) noexcept;

    /// One record, for callers without a cache; give_one() is as record_cache::put().
    fiber_record& take_one();
    void give_one(fiber_record& record) noexcept;

    /// Calls fn(record) for every record ever made, live or free; the pool is locked meanwhile.
    template <class Fn>
    void for_each(Fn&& fn) {
        const lock_scope guard(lock_);
        for (std::size_t slab = 0; slab < slabs_.size(); ++slab) {
            const std::size_t made = slab + 1 == slabs_.size() ? made_in_last_ : k_slab_bytes / sizeof(fiber_record);
            for (std::size_t i = 0; i < made; ++i) fn(slabs_[slab][i]);
        }
    }

    /// The record that lies at `address`, live or free; null when none does.
    const fiber_record* find(const void* address) noexcept {
        const auto at = reinterpret_cast<std::uintptr_t>(address);
        const lock_scope guard(lock_);
        for (const fiber_record* slab : slabs_) {
            const std::uintptr_t offset = at - reinterpret_cast<std::uintptr_t>(slab);
            if (offset < k_slab_bytes && offset % sizeof(fiber_record) == 0)
                return static_cast<const fiber_record*>(address);
        }
        return nullptr;
    }

private:
    friend struct observe::debug_layout;
    void add_slab() WEFT_REQUIRES(lock_);
    void map_slabs() WEFT_REQUIRES(lock_);
    record_chain carve() WEFT_REQUIRES(lock_);
    void add_single(fiber_record& record) noexcept WEFT_REQUIRES(lock_);

    tiny_lock lock_;
    std::vector<record_chain> chains_ WEFT_GUARDED_BY(lock_);
    record_chain singles_ WEFT_GUARDED_BY(lock_);
    std::vector<fiber_record*> slabs_ WEFT_GUARDED_BY(lock_);
    std::size_t made_in_last_ WEFT_GUARDED_BY(lock_) = 0;
    std::byte* region_ WEFT_GUARDED_BY(lock_) = nullptr; // mapped slabs that are not in use yet
    std::size_t region_left_ WEFT_GUARDED_BY(lock_) = 0;
};

/// The free records of one worker: owner only.
class record_cache {
public:
    record_cache() = default;
    record_cache(const record_cache&) = delete;
    record_cache& operator=(const record_cache&) = delete;
    ~record_cache();

    fiber_record& get() {
        if (is_empty()) [[unlikely]]
            refill();
        return get_ready();
    }

    /// As get(), unless is_empty(): calls nothing.
    fiber_record& get_ready() noexcept {
        fiber_record& record = free_.started_fiber();
        free_ = record.next_ready;
        ++room_;
        const auto next = reinterpret_cast<std::uintptr_t>(free_.address()); // a number: it may be no pointer
        __builtin_prefetch(reinterpret_cast<const void*>(next), 1);
        __builtin_prefetch(reinterpret_cast<const void*>(next + 64), 1);
        return record;
    }

    bool is_empty() const noexcept { return !free_; }

    /// Takes the cleared record of a fiber whose life has ended. It stays here until the next get() or put() at least,
    /// so that its payload may be read until then.
    void put(fiber_record& record) noexcept {
        mark_before(&record.id);
        record.end_steps();
        record.next_ready = free_;
        free_ = ready_entry::started(record);
        if (--room_ == 0) [[unlikely]]
            spill();
    }

private:
    void refill();
    void spill() noexcept;

    static constexpr std::size_t k_room = record_pool::k_chain;

    ready_entry free_;          // linked through next_ready
    std::size_t room_ = k_room; // for as many more
    record_chain spare_;        // so that a worker at the border does not go to the pool each time
};

} // namespace weft::detail::fibers
