// SPDX-License-Identifier: BSL-1.0
#include "context/slab.hpp"

#include "context/stack_limits.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <new>

namespace weft::detail {

namespace {

constexpr std::size_t k_colour_step = 128;
constexpr std::size_t k_colours = 16;
constexpr std::size_t k_bits = 64;

// Stacks that begin at the same place of a page fight for one set of the first-level cache. Neighbours get colours
// far apart, and 16 steps of 128 bytes leave more than 2 KiB of the top page for the first frames.
std::size_t colour_of(std::size_t index) noexcept { return index * 7 % k_colours * k_colour_step; }

} // namespace

slab::slab(const stack_options& layout, guard_kind guard, std::size_t count)
    : guard_size_(layout.guard),
      stride_(stride(layout)),
      guard_(guard),
      count_(count),
      cold_slots_((count + k_bits - 1) / k_bits) {}

std::unique_ptr<slab> slab::map(const stack_options& layout, guard_kind guard, std::size_t count) {
    std::unique_ptr<slab> made(new slab(layout, guard, count));
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
    void* const at = ::mmap(nullptr, made->bytes(), PROT_READ | PROT_WRITE, flags, -1, 0);
    if (at == MAP_FAILED) return nullptr;
    ::madvise(at, made->bytes(), MADV_NOHUGEPAGE); // a refusal costs memory, not correctness
    made->base_ = static_cast<std::byte*>(at);
    made->ticket_ = the_slab_table().add(at, made->bytes(), {0, layout.guard, made->stride_, layout.size});
    return made;
}

slab::~slab() {
    if (base_ == nullptr) return;
    the_slab_table().remove(ticket_);
    ::munmap(base_, bytes());
}

void slab::prepare(std::size_t wanted) {
    if (guarded_fresh() >= wanted) return;
    const std::size_t count = std::min(wanted, count_ - fresh_) - guarded_fresh();
    const std::size_t made = install_guards(guard_, slot(guarded_), guard_size_, stride_, count);
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
    std::byte* const end = slot(index) + stride_;
    std::byte* const top = end - sizeof(stack) - colour_of(index);
    auto* const s =
        ::new (top) stack{.top = top, .bottom = slot(index) + guard_size_, .next = nullptr, .home = this, .marks = {}};
    s->marks.make(s->bottom, s->top);
    return s;
}

std::size_t slab::clear(stack* s) noexcept {
    const auto index = static_cast<std::size_t>(s->bottom - base_) / stride_;
    s->marks.unmake(s->bottom, s->top);
    s->~stack();
    std::byte* const bottom = slot(index) + guard_size_;
    ::madvise(bottom, stride_ - guard_size_, MADV_DONTNEED);
    return index;
}

} // namespace weft::detail
