// SPDX-License-Identifier: BSL-1.0
#include "runtime/runtime_core.hpp"

#include <weft/lowlevel/poller.hpp>

namespace weft::lowlevel {

poller* this_poller() noexcept {
    detail::worker* const here = detail::this_worker();
    return here != nullptr ? here->core().shared().of(here->index()).poller.get() : nullptr;
}

} // namespace weft::lowlevel
