// SPDX-License-Identifier: BSL-1.0
#include "runtime/outside_gate.hpp"

#include "runtime/runtime_core.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/outside_work.hpp>

namespace weft::detail::sched {

/// The last work that ends makes the workers look again: the runtime may stand still now, or its clock may move on.
void outside_gate::end() noexcept {
    const lock_scope guard(lock_);
    if (works_.fetch_sub(1, memory_order_seq_cst) == 1 && core_ != nullptr) core_->shared().unpark_all();
}

void outside_gate::close() noexcept {
    const lock_scope guard(lock_);
    core_ = nullptr;
}

std::shared_ptr<outside_gate> begin_outside_work() {
    const worker* const here = this_worker();
    WEFT_ASSERT(
        here != nullptr && here->current() != nullptr,
        "a weft::outside_work was made outside a runtime: make it on a fiber, and give it to the thread that works");
    auto gate = here->core().outside();
    gate->begin();
    return gate;
}

void add_outside_work(outside_gate& gate) noexcept { gate.begin(); }
void end_outside_work(outside_gate& gate) noexcept { gate.end(); }

} // namespace weft::detail::sched
