// SPDX-License-Identifier: BSL-1.0
#include "context/signal_stack.hpp"

#include "context/page_size.hpp"
#include "context/stack_limits.hpp"

#include <sys/auxv.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

namespace weft::detail {

namespace {

// The kernel's own frame alone can take 11 KiB where the processor has large registers.
std::size_t usable_size() noexcept {
    constexpr std::size_t k_least = 65536;
    return std::max(k_least, 8 * static_cast<std::size_t>(::getauxval(AT_MINSIGSTKSZ)));
}

} // namespace

signal_stack::signal_stack() : bytes_(page_size() + in_whole_pages(usable_size())) {
    void* const at = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (at == MAP_FAILED) throw_mapping_refused(bytes_, errno);
    mapping_ = static_cast<std::byte*>(at);
    if (::mprotect(mapping_, page_size(), PROT_NONE) != 0) {
        const int error = errno;
        ::munmap(mapping_, bytes_);
        throw_guard_refused(guard_kind::protect, error);
    }
    stack_t mine{};
    mine.ss_sp = mapping_ + page_size();
    mine.ss_size = bytes_ - page_size();
    ::sigaltstack(&mine, &previous_);
}

signal_stack::~signal_stack() {
    ::sigaltstack(&previous_, nullptr);
    ::munmap(mapping_, bytes_);
}

} // namespace weft::detail
