// SPDX-License-Identifier: BSL-1.0
#include "context/guard/signal_stack.hpp"

#include "context/stack/page_size.hpp"
#include "context/stack/stack_limits.hpp"

#include <sys/auxv.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

namespace weft::detail::guards {

namespace {

// The kernel's own frame alone can take 11 KiB where the processor has large registers.
std::size_t usable_size() noexcept {
    constexpr std::size_t k_least = 65536;
    return std::max(k_least, 8 * static_cast<std::size_t>(::getauxval(AT_MINSIGSTKSZ)));
}

// The topmost signal_stack of the calling thread; each is linked to the one below it. The thread's handlers use the
// topmost one, unless the program has set another stack since. Never inlined: a compiler that keeps the address of a
// thread_local must not see a switch.
[[gnu::noinline]] signal_stack*& topmost() noexcept {
    thread_local signal_stack* top = nullptr;
    asm volatile(""); // not merged with another call
    return top;
}

std::size_t mapping_size() noexcept { return page_size() + in_whole_pages(usable_size()); }

std::byte* map_with_guard(std::size_t bytes) {
    void* const at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (at == MAP_FAILED) throw_mapping_refused(bytes, errno);
    if (::mprotect(at, page_size(), PROT_NONE) != 0) {
        const int error = errno;
        ::munmap(at, bytes);
        throw_guard_refused(guard_kind::protect, error);
    }
    return static_cast<std::byte*>(at);
}

stack_t stack_of_thread() noexcept {
    stack_t now{};
    ::sigaltstack(nullptr, &now);
    return now;
}

} // namespace

signal_stack::signal_stack(placed where) : mapping_(map_with_guard(mapping_size())), bytes_(mapping_size()) {
    signal_stack* lowest = topmost();
    while (lowest != nullptr && lowest->below_ != nullptr) lowest = lowest->below_;
    if (where == placed::on_top || lowest == nullptr)
        put_on_top();
    else
        put_below(*lowest);
}

signal_stack::~signal_stack() {
    signal_stack*& top = topmost();
    if (top == this) {
        top = below_;
        if (stack_of_thread().ss_sp == as_stack().ss_sp) ::sigaltstack(&previous_, nullptr);
    } else {
        signal_stack* above = top;
        while (above->below_ != this) above = above->below_;
        above->below_ = below_;
        above->previous_ = previous_;
    }
    ::munmap(mapping_, bytes_);
}

void signal_stack::put_on_top() noexcept {
    const stack_t mine = as_stack();
    ::sigaltstack(&mine, &previous_);
    below_ = std::exchange(topmost(), this);
}

void signal_stack::put_below(signal_stack& upper) noexcept {
    previous_ = std::exchange(upper.previous_, as_stack());
    upper.below_ = this;
}

stack_t signal_stack::as_stack() const noexcept {
    stack_t mine{};
    mine.ss_sp = mapping_ + page_size();
    mine.ss_size = bytes_ - page_size();
    return mine;
}

bool signal_stack::is_there_a_foreign_one() noexcept {
    stack_t lowest = stack_of_thread();
    for (const signal_stack* each = topmost(); each != nullptr && lowest.ss_sp == each->as_stack().ss_sp;
         each = each->below_)
        lowest = each->previous_;
    return (lowest.ss_flags & SS_DISABLE) == 0;
}

} // namespace weft::detail::guards
