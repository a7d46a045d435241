// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/fence.hpp>

#include <weft/detail/base/config.hpp>

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace weft::detail {

constinit bool asymmetric_fence::asymmetric_ = false;

void asymmetric_fence::choose() noexcept { asymmetric_ = probe(); }

bool asymmetric_fence::probe() noexcept {
#if WEFT_HAS_TSAN
    return false;
#else
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
    if (asymmetric_) ::syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

} // namespace weft::detail
