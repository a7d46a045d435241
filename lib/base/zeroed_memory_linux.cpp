// SPDX-License-Identifier: BSL-1.0
#include "base/zeroed_memory.hpp"

#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace weft::detail::base {
namespace {

/// Below, a block is small enough to be written: two calls into the system cost more.
constexpr std::size_t k_mapped_from = std::size_t{64} * 1024;

} // namespace

void* take_zeroed(std::size_t bytes) {
    if (bytes < k_mapped_from) {
        void* const memory = std::calloc(1, bytes);
        if (memory == nullptr) throw std::bad_alloc();
        return memory;
    }
    void* const memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return memory;
}

void return_zeroed(void* memory, std::size_t bytes) noexcept {
    if (bytes < k_mapped_from)
        std::free(memory);
    else
        ::munmap(memory, bytes);
}

} // namespace weft::detail::base
