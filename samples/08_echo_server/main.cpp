// SPDX-License-Identifier: BSL-1.0
// A TCP echo server: one fiber per connection, reading and writing as if it blocked.
#include <weft/asio.hpp>
#include <weft/weft.hpp>

#include <boost/asio.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <set>

namespace net = boost::asio;
using net::ip::tcp;

/// With one worker no two fibers run at the same time, so what they share needs no lock.
struct server {
    tcp::acceptor acceptor;
    std::set<tcp::socket*> open;
};

void echo(server& owner, tcp::socket socket) {
    owner.open.insert(&socket);
    std::array<char, 4096> data;
    boost::system::error_code ec;
    while (!ec) {
        const std::size_t length = socket.async_read_some(net::buffer(data), weft::use_fiber[ec]);
        if (!ec) net::async_write(socket, net::buffer(data, length), weft::use_fiber[ec]);
    }
    owner.open.erase(&socket);
}

void accept(server& owner) {
    boost::system::error_code ec;
    while (owner.acceptor.is_open()) {
        tcp::socket socket = owner.acceptor.async_accept(weft::use_fiber[ec]);
        if (!ec)
            weft::spawn([&owner, peer = std::move(socket)]() mutable { echo(owner, std::move(peer)); }).detach();
        else if (owner.acceptor.is_open()) // too many open files, for instance: let some connections end
            weft::this_fiber::sleep_for(std::chrono::milliseconds(100));
    }
}

/// After SIGINT or SIGTERM: no new connections, no more input; what was received is still sent back.
void stop_on_signal(server& owner, net::signal_set& signals) {
    signals.async_wait(weft::use_fiber);
    owner.acceptor.close();
    boost::system::error_code ignored;
    for (tcp::socket* each : owner.open) each->shutdown(tcp::socket::shutdown_receive, ignored);
}

int main(int argc, char** argv) {
    const auto port = static_cast<net::ip::port_type>(argc > 1 ? std::atoi(argv[1]) : 7007);
    weft::asio::run({.workers = 1}, [port] {
        server all{tcp::acceptor(weft::asio::context(), {net::ip::address_v4::loopback(), port}), {}};
        net::signal_set signals(weft::asio::context(), SIGINT, SIGTERM); // whoever sees that it listens may end it
        std::printf("listening on 127.0.0.1:%d\n", all.acceptor.local_endpoint().port());
        std::fflush(stdout);
        weft::fiber<void> stopper = weft::spawn([&] { stop_on_signal(all, signals); });
        accept(all);
        stopper.join();
        while (!all.open.empty()) weft::this_fiber::sleep_for(std::chrono::milliseconds(10));
    });
}
