// SPDX-License-Identifier: BSL-1.0
#include "context/stack/slab.hpp"

#include "context/stack/stack_limits.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <new>

namespace weft::detail::stacks {

namespace {

constexpr std::size_t k_colour_step = 128;
constexpr std::size_t k_colours = 16;
constexpr std::size_t k_bits = 64;

// Stacks that begin at the same place of a page fight for one set of the first-level cache. Neighbours get colours
// far apart, and 16 steps of 128 bytes leave more than 2 KiB of the top page for the first frames.
std::size_t colour_of(std::size_t index) noexcept { return index * 7 % k_colours * k_colour_step; }

} // namespace

stack* stack_in(const slab_place& place) noexcept {
    const std::uintptr_t end = place.slot + place.slot_size;
    return reinterpret_cast<stack*>(end - sizeof(stack) - colour_of(place.index));
}

[[gnu::noinline]] stack* stack_here() noexcept {
    slab_place place{};
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    return the_slab_table().find(here, place) ? stack_in(place) : nullptr;
}

slab::slab(const stack_options& layout, guard_kind guard, std::size_t count)
    : memory_{.guard_size = layout.guard, .stride = stride(layout), .count = count},
      guard_(guard),
      cold_slots_((count + k_bits - 1) / k_bits) {}

std::unique_ptr<slab> slab::map(const stack_options& layout, guard_kind guard, std::size_t count) {
    std::unique_ptr<slab> made(new slab(layout, guard, count));
    made->base_ = made->memory_.map();
    if (made->base_ == nullptr) return nullptr;
    made->ticket_ =
        the_slab_table().add(made->base_, made->bytes(), {0, layout.guard, made->memory_.stride, layout.size});
    return made;
}

slab::~slab() {
    if (base_ == nullptr) return;
    the_slab_table().remove(ticket_);
    memory_.unmap(base_);
}

void slab::prepare(std::size_t wanted) {
    if (guarded_fresh() >= wanted) return;
    const std::size_t missing = std::min(wanted, count() - fresh_) - guarded_fresh();
    const std::size_t made = memory_.install(guard_, base_, guarded_, missing);
    const int error = errno;
    guarded_ += made;
    if (guarded_fresh() == 0) throw_guard_refused(guard_, error);
}

std::size_t slab::take_cold() noexcept {
    const auto word = std::find_if(cold_slots_.begin(), cold_slots_.end(), [](auto bits) { return bits != 0; });
    const auto bit = static_cast<std::size_t>(std::countr_zero(*word));
    *word &= *word - 1;
    --cold_;
    return static_cast<std::size_t>(word - cold_slots_.begin()) * k_bits + bit;
}

void slab::put_cold(std::size_t index) noexcept {
    cold_slots_[index / k_bits] |= std::uint64_t{1} << index % k_bits;
    ++cold_;
}

stack* slab::build(std::size_t index) noexcept {
    std::byte* const end = slot(index) + memory_.stride;
    std::byte* const top = end - sizeof(stack) - colour_of(index);
    auto* const s = ::new (top) stack{.top = top,
                                      .bottom = slot(index) + memory_.guard_size,
                                      .next = nullptr,
                                      .home = this,
                                      .owner = nullptr,
                                      .marks = {}};
    s->marks.make(s->bottom, s->top);
    return s;
}

std::size_t slab::clear(stack* s) noexcept {
    const auto index = static_cast<std::size_t>(s->bottom - base_) / memory_.stride;
    s->marks.unmake(s->bottom, s->top);
    s->~stack();
    return index;
}

} // namespace weft::detail::stacks
