// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "handlers.hpp"
#include "settings.hpp"

#include <weft/clock.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <atomic>
#include <optional>

namespace service {

using tcp = boost::asio::ip::tcp;
using executor = boost::asio::io_context::executor_type;
using tcp_socket = tcp::socket::rebind_executor<executor>::other;

/// One client, served by one fiber. Everything here happens on one worker: the fiber is pinned, and so is the one that
/// calls look_at_the_clock().
class connection {
public:
    connection(tcp_socket socket, const settings& how, const std::atomic<bool>& draining);

    /// Serves requests, one after the other, until the client leaves, errs, is too slow, or the service drains.
    void serve();

    /// Cancels the operation the fiber waits in when it has taken too long, or when it only waits for another request
    /// of a service that drains.
    void look_at_the_clock(weft::clock::time_point now);

    /// As if the time for everything were up.
    void give_up() { look_at_the_clock(weft::clock::time_point::max()); }

private:
    using parser = http::request_parser<http::string_body>;
    enum class state { idle, reading, answering, writing };
    enum class next { go_on, close };

    void enter(state now, std::chrono::milliseconds limit);
    bool await_request();
    next serve_request();
    boost::system::error_code read(parser& into);
    next refuse(boost::system::error_code why);
    next send(response& what, bool keep_alive);
    void linger();

    tcp_socket socket_;
    const settings& how_;
    const std::atomic<bool>& draining_;
    boost::beast::flat_buffer buffer_;
    state state_ = state::idle;
    weft::clock::time_point deadline_ = weft::clock::time_point::max();
    bool late_ = false;
};

} // namespace service
