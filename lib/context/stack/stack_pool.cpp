// SPDX-License-Identifier: BSL-1.0
#include "context/stack/stack_pool.hpp"

#include "context/stack/page_size.hpp"
#include "context/stack/slab.hpp"
#include "context/stack/stack_limits.hpp"

#include <weft/detail/base/lock_scope.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <utility>

namespace weft::detail::stacks {

namespace {

// Slabs double what there is, within these bounds: few mappings for a million stacks, little for one.
constexpr std::size_t k_first_slab = 64;
constexpr std::size_t k_largest_slab = 32768;
constexpr std::size_t k_smallest_slab = 16; // leaves the program something to report its lack of memory with
constexpr std::size_t k_largest_mapping = std::size_t{4} << 30;
constexpr std::size_t k_chunk = 16; // slots prepared under one lock

stack_options rounded(stack_options o) noexcept {
    return {.size = in_whole_pages(std::max<std::size_t>(o.size, 1)),
            .guard = in_whole_pages(std::max<std::size_t>(o.guard, 1))};
}

} // namespace

stack_pool::stack_pool(stack_options options, guard_kind guard, ageing aged)
    : options_(rounded(options)), guard_(guard), aged_(aged) {}

stack_pool::~stack_pool() {
    young_.append(old_);
    young_.append(surplus_);
    while (young_.size() != 0) {
        stack* const s = young_.pop();
        s->marks.unmake(s->bottom, s->top);
    }
}

stack* stack_pool::allocate() {
    stack* s = nullptr;
    acquire({&s, 1});
    return s;
}

std::size_t stack_pool::allocate_batch(std::span<stack*> out) noexcept {
    std::size_t got = 0;
    try {
        while (got < out.size()) got += acquire(out.subspan(got));
    } catch (const std::exception&) {
        // The caller sees it by the count, and asks allocate() when it wants the reason.
    }
    return got;
}

// acquire() gives at least one stack, or throws. The first touch of a stack happens outside the lock.
std::size_t stack_pool::acquire(std::span<stack*> out) {
    std::array<bare_slot, k_chunk> bare{};
    const auto room = std::span(bare).first(std::min(bare.size(), out.size()));
    std::size_t taken = 0;
    {
        const lock_scope lock(mutex_);
        const std::size_t warm = take_warm(out);
        if (warm != 0) return warm;
        taken = take_cold(room);
        if (taken == 0) taken = take_fresh(room);
    }
    for (std::size_t i = 0; i < taken; ++i) out[i] = bare[i].home->build(bare[i].index);
    return taken;
}

std::size_t stack_pool::take_warm(std::span<stack*> out) noexcept {
    std::size_t taken = 0;
    for (stack_list* const from : {&young_, &old_, &surplus_})
        while (taken < out.size() && from->size() != 0) out[taken++] = from->pop();
    live_ += taken;
    to_cool_ = std::min(to_cool_, surplus_.size());
    return taken;
}

std::size_t stack_pool::take_cold(std::span<bare_slot> out) noexcept {
    const std::size_t taken = std::min(out.size(), cold_);
    auto home = slabs_.begin();
    for (bare_slot& s : out.first(taken)) {
        while (!(*home)->has_cold()) ++home;
        s = {home->get(), (*home)->take_cold()};
    }
    cold_ -= taken;
    live_ += taken;
    return taken;
}

std::size_t stack_pool::take_fresh(std::span<bare_slot> out) {
    slab& home = slab_with_fresh();
    home.prepare(out.size());
    const std::size_t taken = std::min(out.size(), home.guarded_fresh());
    for (bare_slot& s : out.first(taken)) s = {&home, home.take_fresh()};
    live_ += taken;
    return taken;
}

slab& stack_pool::slab_with_fresh() {
    if (!slabs_.empty() && slabs_.back()->has_fresh()) return *slabs_.back();
    const std::size_t stride = slab::stride(options_);
    const std::size_t most = std::clamp(k_largest_mapping / stride, k_smallest_slab, k_largest_slab);
    std::size_t count = std::clamp(slots_, std::min(k_first_slab, most), most);
    slabs_.reserve(slabs_.size() + 1);
    for (; count >= k_smallest_slab; count /= 2) {
        auto made = slab::map(options_, guard_, count);
        if (made == nullptr) continue;
        slots_ += count;
        return *slabs_.emplace_back(std::move(made));
    }
    throw_mapping_refused(k_smallest_slab * stride, errno);
}

std::size_t stack_pool::live() const noexcept {
    const lock_scope lock(mutex_);
    return live_;
}

std::size_t stack_pool::warm() const noexcept {
    const lock_scope lock(mutex_);
    return warm_stacks();
}

std::size_t stack_pool::mappings() const noexcept {
    const lock_scope lock(mutex_);
    return slabs_.size();
}

} // namespace weft::detail::stacks
