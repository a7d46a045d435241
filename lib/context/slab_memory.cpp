// SPDX-License-Identifier: BSL-1.0
#include "context/slab_memory.hpp"

#include <sys/mman.h>

namespace weft::detail {

std::byte* slab_memory::map() const noexcept {
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
    void* const at = ::mmap(nullptr, count * stride, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (at == MAP_FAILED) return nullptr;
    ::madvise(at, count * stride, MADV_NOHUGEPAGE); // a refusal costs memory, not correctness
    return static_cast<std::byte*>(at);
}

void slab_memory::unmap(std::byte* base) const noexcept { ::munmap(base, count * stride); }

std::size_t slab_memory::install(guard_kind kind, std::byte* base, std::size_t first,
                                 std::size_t wanted) const noexcept {
    return install_guards(kind, base + first * stride, guard_size, stride, wanted);
}

void slab_memory::discard(std::byte* base, std::size_t index) const noexcept {
    ::madvise(base + index * stride + guard_size, stride - guard_size, MADV_DONTNEED);
}

} // namespace weft::detail
