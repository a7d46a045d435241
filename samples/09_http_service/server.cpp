// SPDX-License-Identifier: BSL-1.0
#include "server.hpp"

#include <weft/asio.hpp>
#include <weft/resource_error.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <unistd.h>

namespace service {

using boost::system::error_code;
using weft::use_fiber;

listener::listener(std::uint16_t port)
    : acceptor_(idle_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), port)) {}

int listener::duplicate() {
    const int copy = ::dup(acceptor_.native_handle());
    if (copy < 0) throw std::system_error(errno, std::generic_category(), "dup");
    return copy;
}

server::server(const settings& how, int listening, const std::atomic<bool>& draining)
    : how_(how), draining_(draining), acceptor_(weft::asio::context().get_executor(), tcp::v4(), listening) {}

void server::run() {
    weft::fiber<void> watcher = weft::spawn({.name = "watcher", .pinned = true}, [this] { watch(); });
    accept();
    acceptor_.close();
    watcher.join();
}

void server::accept() {
    error_code ec;
    while (!draining_) {
        if (open_.size() >= how_.most_connections) {
            weft::this_fiber::sleep_for(std::chrono::milliseconds(20));
            continue;
        }
        tcp_socket socket = acceptor_.async_accept(use_fiber[ec]);
        if (!ec)
            start(std::move(socket));
        else if (!draining_)
            back_off(ec);
    }
}

void server::start(tcp_socket socket) {
    // Listed before its fiber runs: a server that drains waits for it.
    const auto here = open_.emplace(open_.end(), std::move(socket), how_, draining_);
    try {
        weft::spawn({.name = "connection", .pinned = true}, [this, here] { serve(here); }).detach();
    } catch (const std::exception& error) { // no memory: this client is lost, the others are not
        std::fprintf(stderr, "09_http_service: %s\n", error.what());
        open_.erase(here);
    }
}

void server::serve(std::list<connection>::iterator here) {
    try {
        here->serve();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "09_http_service: a connection ended: %s\n", error.what());
    }
    open_.erase(here);
}

/// accept() failed. A client that has left already is no trouble; a lack of descriptors or memory lasts, and the
/// listening socket stays readable all the while: it is left alone for a moment, and said once a second.
void server::back_off(error_code why) {
    namespace error = boost::asio::error;
    if (why == error::connection_aborted || why == error::connection_reset) return;
    const auto now = weft::clock::now();
    if (now - last_complaint_ >= std::chrono::seconds(1)) {
        std::fprintf(stderr, "09_http_service: accept: %s\n", why.message().c_str());
        last_complaint_ = now;
    }
    weft::this_fiber::sleep_for(std::chrono::milliseconds(100));
}

/// Ends what takes too long, and all that is idle once the service drains.
void server::watch() {
    constexpr std::chrono::milliseconds tick(50);
    auto last_call = weft::clock::time_point::max();
    while (!draining_ || acceptor_.is_open() || !open_.empty()) {
        const auto now = weft::clock::now();
        if (draining_ && last_call == weft::clock::time_point::max()) last_call = now + how_.drain_timeout;
        error_code ignored;
        if (draining_ && acceptor_.is_open()) acceptor_.cancel(ignored);
        for (connection& each : open_) each.look_at_the_clock(now >= last_call ? weft::clock::time_point::max() : now);
        weft::this_fiber::sleep_for(tick);
    }
}

} // namespace service
