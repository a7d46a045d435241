// SPDX-License-Identifier: BSL-1.0
#include "context/stack/advise_batch.hpp"

#include <sys/syscall.h>
#include <unistd.h>

namespace weft::detail::stacks {

namespace {

constexpr int k_pidfd_self = -10000; // PIDFD_SELF (Linux 6.14), newer than the C library's headers

} // namespace

std::size_t advise_batch(std::span<const iovec> pieces, int advice) noexcept {
    if (pieces.empty()) return 0;
    const long bytes = ::syscall(SYS_process_madvise, k_pidfd_self, pieces.data(), pieces.size(), advice, 0);
    return bytes < 0 ? 0 : static_cast<std::size_t>(bytes) / pieces[0].iov_len;
}

} // namespace weft::detail::stacks
