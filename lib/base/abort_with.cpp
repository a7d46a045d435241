// SPDX-License-Identifier: BSL-1.0
#include "base/abort_with.hpp"

#include <weft/detail/base/atomic.hpp>

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace weft::detail {

void abort_with(const std::function<std::string()>& make_text) noexcept {
    static atomic<bool> begun{false};
    while (begun.exchange(true, memory_order_seq_cst)) ::pause(); // another thread does it, and ends the process
    const std::string text = make_text();
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
    std::abort();
}

} // namespace weft::detail
