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
/// Handlers run on the worker's own stack, never on a fiber's. They may do what does not wait, and spawn fibers: after
/// the last fiber has ended a spawn throws std::runtime_error. A handler that throws ends the program. A worker that
/// runs fibers looks at its io_context every 61 switches. Its sleeps are exact to the millisecond. The runtime destroys
/// the io_contexts after its last fiber has ended: handlers that are pending then are destroyed unrun.
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
