// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/sanitizers.hpp"

#include <weft/asio.hpp>
#include <weft/channel.hpp>
#include <weft/fiber.hpp>
#include <weft/runtime.hpp>
#include <weft/spawn.hpp>
#include <weft/testing/fiber_test.hpp>
#include <weft/this_fiber.hpp>

#include <boost/asio.hpp>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace weft::asio {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using error_code = boost::system::error_code;

/// Bodies run in the main fiber of a runtime with 1, 2, 4 and 8 workers, which must end with nothing left behind. An
/// io_context needs the machine's clock, but no body waits for it: what does is a stress test.
class asio_test : public ::testing::TestWithParam<unsigned> {
protected:
    static options how() {
        options result{.workers = GetParam(), .poller = poller(), .time = time_source::real};
        if (WEFT_ASAN) result.stack_size *= 4; // the margins around its locals are as wide as they are aligned
        return result;
    }

    template <class Fn>
    static void run(Fn&& fn) {
        weft::testing::expect_clean({GetParam()}, fn, {.runtime = how()});
    }
};

inline auto over_workers() { return ::testing::Values(1U, 2U, 4U, 8U); }

struct connected {
    tcp::socket client;
    tcp::socket server;
};

inline tcp::endpoint loopback() { return {net::ip::address_v4::loopback(), 0}; }

/// Two ends of one connection, on the io_context of the calling worker.
inline connected connect_pair(tcp::acceptor& acceptor) {
    tcp::socket client(context());
    auto accepted = spawn([&] { return acceptor.async_accept(use_fiber); });
    client.async_connect(acceptor.local_endpoint(), use_fiber);
    connected both{std::move(client), accepted.join()};
    both.client.set_option(tcp::no_delay(true));
    both.server.set_option(tcp::no_delay(true));
    return both;
}

inline connected connect_pair() {
    tcp::acceptor acceptor(context(), loopback());
    return connect_pair(acceptor);
}

/// Sends back what comes, until the other side closes.
inline void echo(tcp::socket& socket) {
    std::array<char, 1024> data;
    error_code ec;
    for (;;) {
        const std::size_t length = socket.async_read_some(net::buffer(data), use_fiber[ec]);
        if (ec == net::error::eof) return;
        ASSERT_FALSE(ec) << ec.message();
        net::async_write(socket, net::buffer(data, length), use_fiber);
    }
}

inline std::string round_trip(tcp::socket& socket, const std::string& text) {
    net::async_write(socket, net::buffer(text), use_fiber);
    std::string answer(text.size(), '\0');
    net::async_read(socket, net::buffer(answer), use_fiber);
    return answer;
}

} // namespace weft::asio
