// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/asio/ending.hpp>

namespace weft::detail::io {

void ending::wait_pending(const lowlevel::wait_kind& kind, const void* object) noexcept {
    lowlevel::waiter self(kind, object);
    lowlevel::waiter* seen = nullptr;
    // The release shows `self` to end(); the acquire of a failure pairs with the release there. Nobody else knows of
    // `self` then.
    if (!word_.compare_exchange_strong(seen, &self, memory_order_release, memory_order_acquire)) return;
    self.suspend();
}

void ending::end() noexcept {
    // The release shows what was done to wait() and begin(); the acquire pairs with the release in wait_pending().
    lowlevel::waiter* const fiber = word_.exchange(over(), memory_order_acq_rel);
    if (fiber == nullptr) return; // whoever comes finds that it is over
    const lowlevel::claimed_waiter won = fiber->claim(wake_reason::completed);
    if (won) won.deliver();
}

} // namespace weft::detail::io
