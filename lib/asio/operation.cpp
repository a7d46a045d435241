// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/asio/operation.hpp>

#include "fiber/carrier.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/fiber/describe_unit.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <cstdint>

namespace weft::detail::io {
namespace {

/// True for an object that lies in a frame of the calling fiber, in one that is still in use.
[[gnu::noinline]] bool lies_in_own_frames(const void* object) noexcept {
    const stack* const stk = execution_of(*current_carrier()->current()).stk;
    const auto bottom = reinterpret_cast<std::uintptr_t>(stk->bottom);
    const auto address = reinterpret_cast<std::uintptr_t>(object);
    return address > reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) && address - bottom < stk->size();
}

} // namespace

operation::operation() noexcept {
    WEFT_ASSERT(
        this_unit().sink() != nullptr,
        "weft::use_fiber was used outside a fiber: start the operation inside weft::asio::run() or weft::spawn(), "
        "not in a completion handler or on a plain thread");
}

void operation::end_with_current_exception() noexcept {
    thrown_ = std::current_exception();
    end(outcome::threw);
}

void operation::fail(const void* dead_object) const {
    if (outcome_ == outcome::threw) std::rethrow_exception(thrown_);
    if (dead_object != nullptr && lies_in_own_frames(dead_object))
        misuse_by_units(
            "has an object of Asio in its frame whose io_context was destroyed while the fiber waited: destroy the "
            "object, or end its fiber, before the io_context",
            this_unit(), nullptr);
    throw boost::system::system_error(boost::asio::error::operation_aborted,
                                      "weft: the handler was dropped, as when its io_context is destroyed");
}

} // namespace weft::detail::io
