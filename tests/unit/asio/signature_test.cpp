// SPDX-License-Identifier: BSL-1.0
// Every completion signature, on operations made for the purpose.
#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

namespace weft::asio {
namespace {

class Signature : public asio_test {};
INSTANTIATE_TEST_SUITE_P(Workers, Signature, over_workers());

/// An operation that ends at once, later through the io_context, or on a thread of its own, with the values given.
enum class ends { at_once, later, on_a_thread };

template <class Sig, class Token, class... Values>
auto finish(ends how, Token token, Values... values) {
    return net::async_initiate<Token, Sig>(
        [=](auto handler) mutable {
            auto call = [handler = std::move(handler), values...]() mutable {
                std::move(handler)(std::move(values)...);
            };
            if (how == ends::at_once)
                call();
            else if (how == ends::later)
                net::post(context(), std::move(call));
            else
                std::thread(std::move(call)).detach();
        },
        token);
}

constexpr std::array k_ways{ends::at_once, ends::later, ends::on_a_thread};

TEST_P(Signature, WithoutArguments) {
    run([] {
        for (const ends way : k_ways) finish<void()>(way, use_fiber);
    });
}

TEST_P(Signature, WithAValue) {
    run([] {
        for (const ends way : k_ways) {
            EXPECT_EQ((finish<void(int)>(way, use_fiber, 7)), 7);
            const auto moved = finish<void(std::shared_ptr<int>)>(way, use_fiber, std::make_shared<int>(3));
            EXPECT_EQ(moved.use_count() == 0 ? 0 : *moved, 3);
        }
    });
}

TEST_P(Signature, WithAnErrorAlone) {
    run([] {
        for (const ends way : k_ways) {
            finish<void(error_code)>(way, use_fiber, error_code());
            EXPECT_THROW(finish<void(error_code)>(way, use_fiber, error_code(net::error::eof)),
                         boost::system::system_error);
            error_code ec;
            finish<void(error_code)>(way, use_fiber[ec], error_code(net::error::eof));
            EXPECT_EQ(ec, net::error::eof);
        }
    });
}

TEST_P(Signature, WithSeveralValues) {
    run([] {
        for (const ends way : k_ways) {
            error_code ec;
            const auto [number, text] =
                finish<void(error_code, int, std::string)>(way, use_fiber[ec], error_code(net::error::eof), 5,
                                                           std::string("x"));
            EXPECT_EQ(number, 5);
            EXPECT_EQ(text, "x");
            EXPECT_EQ(ec, net::error::eof);
        }
    });
}

TEST_P(Signature, WithAnException) {
    run([] {
        const auto failure = std::make_exception_ptr(std::out_of_range("thrown elsewhere"));
        for (const ends way : k_ways) {
            EXPECT_EQ((finish<void(std::exception_ptr, int)>(way, use_fiber, std::exception_ptr(), 4)), 4);
            EXPECT_THROW((finish<void(std::exception_ptr, int)>(way, use_fiber, failure, 4)), std::out_of_range);
        }
    });
}

TEST_P(Signature, WithAnExceptionClearsTheErrorCodeOnSuccess) {
    run([] {
        const auto failure = std::make_exception_ptr(std::out_of_range("thrown elsewhere"));
        for (const ends way : k_ways) {
            error_code ec(net::error::eof);
            EXPECT_EQ((finish<void(std::exception_ptr, int)>(way, use_fiber[ec], std::exception_ptr(), 4)), 4);
            EXPECT_FALSE(ec) << ec.message();
            EXPECT_THROW((finish<void(std::exception_ptr, int)>(way, use_fiber[ec], failure, 4)), std::out_of_range);
        }
    });
}

TEST_P(Signature, AnInitiationThatThrowsReachesTheCaller) {
    run([] {
        const auto failing = [](auto) { throw std::logic_error("not started"); };
        EXPECT_THROW((net::async_initiate<const use_fiber_t, void()>(failing, use_fiber)), std::logic_error);
    });
}

TEST_P(Signature, AnInitiationMaySuspend) {
    run([] {
        const auto slow = [](auto handler) {
            net::post(context(), std::move(handler));
            for (int i = 0; i < 5; ++i) net::post(context(), use_fiber);
        };
        for (int i = 0; i < 100; ++i) net::async_initiate<const use_fiber_t, void()>(slow, use_fiber);
    });
}

TEST_P(Signature, AHandlerDestroyedUncalledEndsTheWait) {
    run([] {
        const auto forgetful = [](auto handler) { std::thread([gone = std::move(handler)] {}).detach(); };
        for (int i = 0; i < 20; ++i) {
            try {
                net::async_initiate<const use_fiber_t, void()>(forgetful, use_fiber);
                FAIL() << "no exception";
            } catch (const boost::system::system_error& error) {
                EXPECT_EQ(error.code(), net::error::operation_aborted);
            }
        }
    });
}

TEST_P(Signature, AnIoContextDestroyedUnderAnOperationEndsTheWait) {
    run([] {
        auto foreign = std::make_unique<net::io_context>();
        std::atomic<bool> begun{false};
        auto waiting = spawn([&] {
            const auto post_to = [&](auto handler) {
                net::post(*foreign, std::move(handler));
                begun = true;
            };
            EXPECT_THROW((net::async_initiate<const use_fiber_t, void()>(post_to, use_fiber)),
                         boost::system::system_error);
        });
        while (!begun) this_fiber::yield();
        foreign.reset();
        waiting.join();
    });
}

} // namespace
} // namespace weft::asio
