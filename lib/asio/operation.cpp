// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/asio/operation.hpp>

#include <weft/detail/base/assert.hpp>

namespace weft::detail {

operation::operation() noexcept {
    WEFT_ASSERT(
        this_unit().sink() != nullptr,
        "weft::use_fiber was used outside a fiber: start the operation inside weft::asio::run() or weft::spawn(), "
        "not in a completion handler or on a plain thread");
}

/// An address that is no waiter's.
lowlevel::waiter* operation::ended() noexcept {
    static constexpr char mark = 0;
    return reinterpret_cast<lowlevel::waiter*>(const_cast<char*>(&mark));
}

void operation::wait() noexcept {
    if (meeting_.load(memory_order_acquire) == ended()) return; // pairs with the exchange in end()
    lowlevel::waiter self;
    if (meeting_.exchange(&self, memory_order_acq_rel) == ended()) return; // nobody else knows of `self`
    self.suspend();
}

void operation::end() noexcept {
    lowlevel::waiter* const fiber = meeting_.exchange(ended(), memory_order_acq_rel);
    if (fiber == nullptr) return; // wait() has yet to come and will find the mark
    const claimed_unit won = fiber->claim(wake_reason::completed);
    if (won) won.deliver();
}

void operation::drop() noexcept {
    dropped_ = true;
    end();
}

} // namespace weft::detail
