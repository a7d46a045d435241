// SPDX-License-Identifier: BSL-1.0
// The bodies of lib/context's dealings with the system in the model build: what one run has mapped serves the next,
// since a run takes microseconds. Stacks keep their guards; what is on them is left from runs before.
#include "context/guard/signal_stack.hpp"
#include "context/stack/slab_memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <vector>

namespace weft::detail {
namespace {

struct mapping {
    slab_memory shape;
    std::byte* base;
    std::size_t guarded = 0; // so many slots have their guard
    bool is_free = false;
};

std::vector<mapping>& all() {
    static std::vector<mapping> mappings;
    return mappings;
}

bool is_free_and_like(const mapping& each, const slab_memory& wanted) noexcept {
    return each.is_free && each.shape.stride == wanted.stride && each.shape.guard_size == wanted.guard_size &&
           each.shape.count == wanted.count;
}

mapping& mapping_at(const std::byte* base) noexcept {
    return *std::find_if(all().begin(), all().end(), [base](const mapping& each) { return each.base == base; });
}

} // namespace

// slab_memory.cpp
std::byte* slab_memory::map() const noexcept {
    for (mapping& each : all()) {
        if (!is_free_and_like(each, *this)) continue;
        each.is_free = false;
        return each.base;
    }
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
    void* const at = ::mmap(nullptr, count * stride, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (at == MAP_FAILED) return nullptr;
    all().push_back({.shape = *this, .base = static_cast<std::byte*>(at)});
    return all().back().base;
}

void slab_memory::unmap(std::byte* base) const noexcept { mapping_at(base).is_free = true; }

std::size_t slab_memory::install(guard_kind kind, std::byte* base, std::size_t first,
                                 std::size_t wanted) const noexcept {
    mapping& here = mapping_at(base);
    const std::size_t end = first + wanted;
    if (end > here.guarded)
        here.guarded += install_guards(kind, base + here.guarded * stride, guard_size, stride, end - here.guarded);
    return std::min(here.guarded, end) - first;
}

void slab_memory::discard(std::span<const std::span<std::byte>> /*pieces*/) noexcept {}

// signal_stack.cpp: an overflow within a model ends the process without a report.
signal_stack::signal_stack(placed) : mapping_(nullptr), bytes_(0) {}
signal_stack::~signal_stack() = default;

} // namespace weft::detail
