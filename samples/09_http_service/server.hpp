// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "connection.hpp"
#include "settings.hpp"

#include <atomic>
#include <list>

namespace service {

using tcp_acceptor = tcp::acceptor::rebind_executor<executor>::other;

/// A listening socket on 127.0.0.1, shared by all workers; throws system_error when it cannot be had.
class listener {
public:
    explicit listener(std::uint16_t port);
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    /// Another descriptor of the same socket.
    int duplicate();

private:
    boost::asio::io_context idle_; // never runs
    tcp::acceptor acceptor_;
};

/// What one worker does: it accepts connections and serves them. All fibers of it are pinned to that worker, so what
/// they share, and what they do to each other's sockets, needs no lock.
class server {
public:
    server(const settings& how, int listening, const std::atomic<bool>& draining);

    /// Serves until it drains and the last connection is closed. On the worker that constructed the server.
    void run();

private:
    void accept();
    void start(tcp_socket socket);
    void serve(std::list<connection>::iterator here);
    void back_off(boost::system::error_code why);
    void watch();

    const settings& how_;
    const std::atomic<bool>& draining_;
    tcp_acceptor acceptor_;
    std::list<connection> open_;
    weft::clock::time_point last_complaint_{};
};

} // namespace service
