// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/asio_build.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/poller.hpp>

#include <boost/asio/io_context.hpp>

/// Boost.Asio on weft's workers: each worker of such a runtime owns one io_context, parks in it, and runs its handlers.
namespace weft::asio {

/// Makes every worker of a runtime park in an io_context of its own: `weft::runtime service({.poller =
/// weft::asio::poller()})`; run() is the short way. Such a runtime has no virtual time (std::invalid_argument): sockets
/// know none.
///
/// Handlers run on the worker's own stack, never on a fiber's: they may spawn fibers (until the last fiber has ended: std::runtime_error)
/// and do what does not wait; one that throws ends the program. A worker that runs fibers looks at its io_context every 61 switches and
/// sleeps to the millisecond. The io_contexts go after the last fiber has ended: what is pending then is destroyed unrun.
WEFT_API lowlevel::poller_factory poller();

/// The io_context of the calling fiber's worker, to construct sockets, acceptors and timers with. An object keeps the
/// io_context it was made with; its fiber may continue on another worker, and then merely wakes up from afar.
///
/// Never suspends. Only on a worker of a runtime with poller(), in a fiber or a handler; elsewhere reported, aborts.
///
/// @code
/// tcp::acceptor acceptor(weft::asio::context(), tcp::endpoint(tcp::v4(), 0));
/// @endcode
WEFT_API boost::asio::io_context& context();

} // namespace weft::asio
