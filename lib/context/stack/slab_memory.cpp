// SPDX-License-Identifier: BSL-1.0
#include "context/stack/slab_memory.hpp"

#include "context/stack/advise_batch.hpp"

#include <algorithm>
#include <array>
#include <sys/mman.h>

namespace weft::detail::stacks {

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

// Each madvise() interrupts the other processors that run this process, to make them forget the pages. So all pieces go
// in one call, where the kernel has it.
void slab_memory::discard(std::span<const std::span<std::byte>> pieces) noexcept {
    std::array<iovec, k_most_discarded> at{};
    const auto batch = std::span(at).first(pieces.size());
    std::transform(pieces.begin(), pieces.end(), batch.begin(),
                   [](std::span<std::byte> piece) { return iovec{piece.data(), piece.size()}; });
    for (std::size_t i = advise_batch(batch, MADV_DONTNEED); i < batch.size(); ++i)
        ::madvise(batch[i].iov_base, batch[i].iov_len, MADV_DONTNEED);
}

} // namespace weft::detail::stacks
