// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/pool/pool_core.hpp>

#include <weft/detail/base/assert.hpp>
#include <weft/detail/runtime/launch.hpp>

#include <memory>

namespace weft::detail::pools {

pool_core& default_pool() {
    runtime_core* const home = core_here();
    WEFT_ASSERT(home != nullptr, "weft::to_thread() uses its runtime's pool: call it on a fiber, or name a "
                                 "thread_pool in thread_options");
    const auto make = +[]() -> std::shared_ptr<void> { return std::make_shared<pool_core>(pool_options()); };
    return *static_cast<pool_core*>(attached_to(*home, make).get());
}

} // namespace weft::detail::pools
