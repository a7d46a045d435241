// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/fence.hpp>

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>

#include <cstdlib>
#include <cstring>
#include <linux/membarrier.h>
#include <sys/single_threaded.h>
#include <sys/syscall.h>
#include <unistd.h>

// A membarrier that the kernel accepted when the program began may be refused later, by a seccomp filter that was
// installed since. Other threads may then have passed a light() that ordered nothing, and no fence of the caller makes
// up for that. While the process has one thread no other thread's order can be wrong: light() becomes a real fence
// before any other thread begins.

namespace weft::detail::base {

namespace {

/// True only if no other thread can be in, or have passed, a light() that this thread's heavy() has to order.
bool is_alone() noexcept { return __libc_single_threaded != 0; }

[[noreturn]] void die_of_refusal() noexcept {
    misuse(
        "membarrier() is refused now, though it worked when the program began: a seccomp filter that was installed since forbids "
        "it, and without it threads cannot see each other's wake-ups; allow membarrier in the filter, or install the filter "
        "before the program has a second thread, or start the program with WEFT_MEMBARRIER=off");
}

} // namespace

constinit bool asymmetric_fence::asymmetric_ = false;

void asymmetric_fence::choose() noexcept { asymmetric_ = probe(); }

bool asymmetric_fence::probe() noexcept {
#if WEFT_HAS_TSAN
    return false;
#else
    const char* const wanted = std::getenv("WEFT_MEMBARRIER");
    if (wanted != nullptr && std::strcmp(wanted, "off") == 0) return false;
    return ::syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
#endif
}

void asymmetric_fence::full() noexcept {
    // A read-modify-write rather than a bare fence: the thread sanitizer understands it.
    static atomic<int> word{0};
    word.fetch_add(1, memory_order_seq_cst);
}

void asymmetric_fence::heavy() noexcept {
    full();
    if (asymmetric_ && ::syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) != 0) [[unlikely]] {
        if (!is_alone()) die_of_refusal();
        asymmetric_ = false;
    }
}

} // namespace weft::detail::base
