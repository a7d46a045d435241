// SPDX-License-Identifier: BSL-1.0
#include "base/abort_with.hpp"

#include <weft/detail/base/atomic.hpp>

#include <cstdlib>
#include <unistd.h>

namespace weft::detail::base {

void abort_with(report_writer write) noexcept {
    static atomic<bool> begun{false};
    while (begun.exchange(true, memory_order_seq_cst)) ::pause(); // another thread does it, and ends the process
    {
        stderr_text text;
        write(text);
    }
    std::abort();
}

} // namespace weft::detail::base
