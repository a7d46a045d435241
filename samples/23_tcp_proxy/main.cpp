// SPDX-License-Identifier: BSL-1.0
// A TCP proxy: two fibers for each connection, one for each direction; the end of one direction is passed on as an end.
#include <weft/asio.hpp>
#include <weft/weft.hpp>

#include <boost/asio.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using weft::use_fiber;

/// With one worker no two fibers run at the same time, so the set needs no lock.
struct proxy {
    tcp::acceptor acceptor;
    tcp::endpoint target;
    weft::wait_group connections{};
    std::set<tcp::socket*> open{};
};

// begin: pump
/// Copies until `from` ends, then ends `to`. What waits to be written waits in no buffer of ours: a slow reader slows
/// the writer down.
void pump(tcp::socket& from, tcp::socket& to) {
    std::array<char, 16'384> data;
    error_code ec;
    while (!ec) {
        const std::size_t length = from.async_read_some(net::buffer(data), use_fiber[ec]);
        if (!ec) net::async_write(to, net::buffer(data, length), use_fiber[ec]);
    }
    const bool is_end = ec == net::error::eof;
    to.shutdown(is_end ? tcp::socket::shutdown_send : tcp::socket::shutdown_both, ec);
    if (!is_end) from.shutdown(tcp::socket::shutdown_both, ec); // an error ends both directions
}

void connect(proxy& here, tcp::socket& client) {
    tcp::socket server(weft::asio::context());
    error_code ec;
    here.open.insert(&server);
    server.async_connect(here.target, use_fiber[ec]);
    if (!ec) {
        weft::fiber<void> up = weft::spawn([&] { pump(client, server); });
        pump(server, client);
        up.join();
    }
    here.open.erase(&server);
}
// end: pump

void accept(proxy& here) {
    error_code ec;
    while (here.acceptor.is_open()) {
        tcp::socket client = here.acceptor.async_accept(use_fiber[ec]);
        if (ec) {
            if (here.acceptor.is_open()) weft::this_fiber::sleep_for(std::chrono::milliseconds(100));
            continue;
        }
        here.connections.add();
        weft::spawn([&here, socket = std::move(client)]() mutable {
            here.open.insert(&socket);
            connect(here, socket);
            here.open.erase(&socket);
            socket.close();
            here.connections.done();
        }).detach();
    }
}

/// After SIGINT or SIGTERM: no new connections; those that are open have a second to end by themselves.
void stop_on_signal(proxy& here, net::signal_set& signals) {
    signals.async_wait(use_fiber);
    here.acceptor.close();
    error_code ignored;
    if (!here.connections.wait_for(std::chrono::seconds(1)))
        for (tcp::socket* each : here.open) each->close(ignored);
}

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: 23_tcp_proxy PORT TARGET_PORT    (0: any port; both on 127.0.0.1)\n");
        return EXIT_FAILURE;
    }
    const auto local = net::ip::address_v4::loopback();
    const tcp::endpoint own(local, static_cast<net::ip::port_type>(std::atoi(argv[1])));
    const tcp::endpoint target(local, static_cast<net::ip::port_type>(std::atoi(argv[2])));
    weft::asio::run({.workers = 1}, [&] {
        proxy here{tcp::acceptor(weft::asio::context(), own), target};
        net::signal_set signals(weft::asio::context(), SIGINT, SIGTERM); // whoever sees that it listens may end it
        std::printf("listening on 127.0.0.1:%d\n", here.acceptor.local_endpoint().port());
        std::fflush(stdout);
        weft::fiber<void> stopper = weft::spawn([&] { stop_on_signal(here, signals); });
        accept(here);
        stopper.join();
        here.connections.wait();
    });
    return EXIT_SUCCESS;
}
