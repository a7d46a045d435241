// SPDX-License-Identifier: BSL-1.0
#include "runtime/worker.hpp"

#include <weft/lowlevel/poller.hpp>

namespace weft::lowlevel {

poller* this_poller() noexcept {
    detail::worker* const here = detail::this_worker();
    return here != nullptr ? &here->poller() : nullptr;
}

} // namespace weft::lowlevel
