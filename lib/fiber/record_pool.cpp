// SPDX-License-Identifier: BSL-1.0
#include "fiber/record_pool.hpp"

#include <weft/resource_error.hpp>

#include <cerrno>
#include <cstring>
#include <new>
#include <string>
#include <sys/mman.h>
#include <utility>

namespace weft::detail::fibers {
namespace {

constexpr std::size_t k_records_a_slab = record_pool::k_slab_bytes / sizeof(fiber_record);

/// Maps `bytes`, a multiple of a slab, at a multiple of a slab, so that one huge page can hold each; null when refused.
std::byte* map_region(std::size_t bytes) noexcept {
    constexpr std::size_t slab = record_pool::k_slab_bytes;
    void* const mapped =
        ::mmap(nullptr, bytes + slab, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return nullptr;
    auto* const begin = static_cast<std::byte*>(mapped);
    const std::size_t before = (slab - reinterpret_cast<std::uintptr_t>(begin) % slab) % slab;
    if (before != 0) ::munmap(begin, before);
    ::munmap(begin + before + bytes, slab - before);
    ::madvise(begin + before, bytes, MADV_HUGEPAGE);
    return begin + before;
}

} // namespace

void record_pool::add_slab() {
    slabs_.reserve(slabs_.size() + 1);
    chains_.reserve((slabs_.size() + 1) * (k_records_a_slab / k_chain + 1)); // give() never allocates
    if (region_left_ == 0) map_slabs();
    slabs_.push_back(reinterpret_cast<fiber_record*>(region_));
    region_ += k_slab_bytes;
    --region_left_;
    made_in_last_ = 0;
}

/// Sixteen slabs at once, so that a million fibers need few mappings; one when memory is short.
void record_pool::map_slabs() {
    for (const std::size_t slabs : {std::size_t{16}, std::size_t{1}}) {
        region_ = map_region(slabs * k_slab_bytes);
        region_left_ = region_ == nullptr ? 0 : slabs;
        if (region_left_ != 0) return;
    }
    throw resource_error("memory", std::string("weft: no memory for fiber records: mmap of 4 MiB failed (") +
                                       std::strerror(errno) +
                                       "); look at RLIMIT_AS (ulimit -v) and vm.overcommit_memory");
}

record_chain record_pool::carve() {
    if (slabs_.empty() || made_in_last_ == k_records_a_slab) add_slab();
    record_chain chain;
    for (fiber_record* slab = slabs_.back(); chain.count < k_chain && made_in_last_ < k_records_a_slab; ++chain.count) {
        fiber_record* const record = ::new (static_cast<void*>(slab + made_in_last_++)) fiber_record;
        record->next_ready = chain.head;
        chain.head = ready_entry::started(*record);
    }
    return chain;
}

record_chain record_pool::take() {
    const lock_scope guard(lock_);
    if (!chains_.empty()) {
        const record_chain chain = chains_.back();
        chains_.pop_back();
        return chain;
    }
    if (singles_.count != 0) return std::exchange(singles_, {});
    return carve();
}

void record_pool::give(record_chain chain) noexcept {
    const lock_scope guard(lock_);
    if (chain.count == k_chain) {
        chains_.push_back(chain);
        return;
    }
    // Only whole chains are kept, so that chains_ never outgrows its reserve.
    for (ready_entry entry = chain.head; entry;) {
        const ready_entry next = entry.fiber().next_ready;
        add_single(entry.fiber());
        entry = next;
    }
}

void record_pool::add_single(fiber_record& record) noexcept {
    record.next_ready = singles_.head;
    singles_.head = ready_entry::started(record);
    if (++singles_.count == k_chain) chains_.push_back(std::exchange(singles_, {}));
}

fiber_record& record_pool::take_one() {
    const lock_scope guard(lock_);
    if (singles_.count == 0) {
        if (chains_.empty()) {
            singles_ = carve();
        } else {
            singles_ = chains_.back();
            chains_.pop_back();
        }
    }
    fiber_record& record = singles_.head.fiber();
    singles_.head = record.next_ready;
    --singles_.count;
    return record;
}

void record_pool::give_one(fiber_record& record) noexcept {
    mark_before(&record.id);
    record.end_steps();
    const lock_scope guard(lock_);
    add_single(record);
}

record_cache::~record_cache() {
    record_pool::instance().give({std::exchange(free_, {}), k_room - std::exchange(room_, k_room)});
    record_pool::instance().give(std::exchange(spare_, {}));
}

void record_cache::refill() {
    const record_chain chain = spare_.count != 0 ? std::exchange(spare_, {}) : record_pool::instance().take();
    free_ = chain.head;
    room_ = k_room - chain.count;
}

/// Those that came last stay here for a while.
void record_cache::spill() noexcept {
    const record_chain full{std::exchange(free_, {}), k_room - std::exchange(room_, k_room)};
    record_pool::instance().give(std::exchange(spare_, full));
}

} // namespace weft::detail::fibers
