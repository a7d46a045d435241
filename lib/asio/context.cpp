// SPDX-License-Identifier: BSL-1.0
#include <weft/asio/context.hpp>

#include "asio/io_poller.hpp"

#include <weft/detail/base/assert.hpp>

#include <memory>

namespace weft::asio {

lowlevel::poller_factory poller() {
    return [](unsigned) { return std::make_unique<detail::io_poller>(); };
}

boost::asio::io_context& context() {
    auto* const here = dynamic_cast<detail::io_poller*>(lowlevel::this_poller());
    WEFT_ASSERT(here != nullptr, "weft::asio::context() was called where no io_context is: start the runtime with "
                                 "weft::asio::run() or with options.poller = weft::asio::poller()");
    return here->context();
}

} // namespace weft::asio
