// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_memory.hpp"
#include "context/switch/sanitizers.hpp"

#include <sys/mman.h>
#include <sys/wait.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft::detail {

/// How many pages of a stack are in memory, its descriptor's included.
inline std::size_t resident_pages(const stack& s) {
    const std::size_t pages = (s.size() + sizeof(stack) + 4095) / 4096;
    std::vector<unsigned char> in_memory(pages);
    if (::mincore(s.bottom, pages * 4096, in_memory.data()) != 0) return SIZE_MAX;
    std::size_t count = 0;
    for (unsigned char state : in_memory) count += state & 1u;
    return count;
}

/// Whether anything is mapped at that address.
inline bool is_mapped(const std::byte* at) {
    const auto page = reinterpret_cast<std::uintptr_t>(at) / 4096 * 4096;
    unsigned char state = 0;
    return ::mincore(reinterpret_cast<void*>(page), 4096, &state) == 0;
}

/// For EXPECT_EXIT: the child died of SIGSEGV, or of a sanitizer's report of one.
inline bool died_of_fault(int status) {
    if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS;
    return (WEFT_ASAN || WEFT_TSAN) && WEXITSTATUS(status) != 0;
}

} // namespace weft::detail
