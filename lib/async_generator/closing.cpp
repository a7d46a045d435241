// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/async_generator/closing.hpp>

#include <weft/detail/base/lock_scope.hpp>

#include <utility>

namespace weft::detail::agen {

void closing_node::stop() noexcept {
    closing_.set();
    close_flow();
    const lock_scope guard(lock_);
    for (const closing_link* each = links_; each != nullptr; each = each->next_) each->inner_.stop();
}

closing_link::closing_link(closing_node& outer, closing_node& inner) noexcept : outer_(outer), inner_(inner) {
    {
        const lock_scope guard(outer.lock_);
        next_ = std::exchange(outer.links_, this);
    }
    if (outer.closing_.is_set()) inner.stop();
}

closing_link::~closing_link() {
    const lock_scope guard(outer_.lock_);
    closing_link** at = &outer_.links_;
    while (*at != this) at = &(*at)->next_;
    *at = next_;
}

} // namespace weft::detail::agen
