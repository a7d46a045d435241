// SPDX-License-Identifier: BSL-1.0
#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>

namespace weft::asio {
namespace {

class UseFiber : public asio_test {};
INSTANTIATE_TEST_SUITE_P(Workers, UseFiber, over_workers());

TEST_P(UseFiber, EchoesOverALoopbackConnection) {
    run([] {
        connected both = connect_pair();
        auto server = spawn([&] { echo(both.server); });
        EXPECT_EQ(round_trip(both.client, "hello"), "hello");
        EXPECT_EQ(round_trip(both.client, std::string(100'000, 'x')), std::string(100'000, 'x'));
        both.client.close();
        server.join();
    });
}

TEST_P(UseFiber, ThrowsTheErrorOfTheOperation) {
    run([] {
        connected both = connect_pair();
        both.client.close();
        std::array<char, 8> data;
        try {
            both.server.async_read_some(net::buffer(data), use_fiber);
            FAIL() << "no exception";
        } catch (const boost::system::system_error& error) {
            EXPECT_EQ(error.code(), net::error::eof);
        }
    });
}

TEST_P(UseFiber, StoresTheErrorWhenAskedToAndReturnsTheValue) {
    run([] {
        connected both = connect_pair();
        net::async_write(both.client, net::buffer("abc", 3), use_fiber);
        both.client.close();
        std::array<char, 8> data;
        error_code ec;
        EXPECT_EQ(net::async_read(both.server, net::buffer(data), use_fiber[ec]), 3U);
        EXPECT_EQ(ec, net::error::eof);
    });
}

TEST_P(UseFiber, ClearsTheErrorCodeOnSuccess) {
    run([] {
        connected both = connect_pair();
        error_code ec = net::error::eof;
        net::async_write(both.client, net::buffer("abc", 3), use_fiber[ec]);
        EXPECT_FALSE(ec);
    });
}

TEST_P(UseFiber, EndsWithOperationAbortedOnceTheObjectIsCancelled) {
    run([] {
        auto waiting = spawn({.pinned = true}, [] {
            connected both = connect_pair();
            net::post(both.client.get_executor(),
                      [&] { both.client.cancel(); }); // runs once this fiber has left the worker
            std::array<char, 8> data;
            error_code ec;
            both.client.async_read_some(net::buffer(data), use_fiber[ec]);
            return ec;
        });
        EXPECT_EQ(waiting.join(), net::error::operation_aborted);
    });
}

TEST_P(UseFiber, PostsAndDispatches) {
    run([] {
        for (int i = 0; i < 1000; ++i) {
            net::post(context(), use_fiber);
            net::dispatch(context(), use_fiber);
            net::defer(context(), use_fiber);
        }
    });
}

TEST_P(UseFiber, ResolvesAnAddress) {
    run([] {
        tcp::resolver resolver(context());
        const auto found = resolver.async_resolve("127.0.0.1", "80", tcp::resolver::numeric_service, use_fiber);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found.begin()->endpoint(), tcp::endpoint(net::ip::address_v4::loopback(), 80));
    });
}

TEST_P(UseFiber, StaysItselfWhenManyOperationsRunAtOnce) {
    run([] {
        std::vector<fiber<fiber_id>> all;
        for (int i = 0; i < 200; ++i)
            all.push_back(spawn([] {
                for (int turn = 0; turn < 20; ++turn) net::post(context(), use_fiber);
                return this_fiber::id();
            }));
        for (auto& each : all) {
            const fiber_id id = each.id();
            EXPECT_EQ(each.join(), id);
        }
    });
}

} // namespace
} // namespace weft::asio
