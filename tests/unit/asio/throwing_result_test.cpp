// SPDX-License-Identifier: BSL-1.0
// What throws on the way from an operation to the fiber: the fiber goes on, and learns of it wherever it can.
#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>

#include <memory>
#include <thread>
#include <tuple>

namespace weft::asio {
namespace {

class ThrowingResult : public asio_test {};
INSTANTIATE_TEST_SUITE_P(Workers, ThrowingResult, over_workers());

struct broken_move : std::exception {
    const char* what() const noexcept override { return "this move throws"; }
};

/// Throws when it is moved for the n-th time.
struct picky {
    explicit picky(int good_moves) : left(good_moves) {}
    picky(picky&& other) : left(other.left) {
        if (left-- == 0) throw broken_move();
    }
    picky& operator=(picky&&) = delete;
    int left;
};

/// A service's io_context: a thread of its own runs it, and goes on when a handler throws.
class foreign_context {
public:
    foreign_context() : runner_([this] { run(); }) {}
    ~foreign_context() {
        work_.reset();
        runner_.join();
    }
    net::io_context& get() noexcept { return context_; }
    int caught() const noexcept { return caught_; }

private:
    void run() {
        for (;;) {
            try {
                context_.run();
                return;
            } catch (const broken_move&) {
                ++caught_;
            }
        }
    }

    net::io_context context_;
    net::executor_work_guard<net::io_context::executor_type> work_{context_.get_executor()};
    std::atomic<int> caught_{0};
    std::thread runner_;
};

/// Ends on the thread of `context`, with values that survive so many moves.
template <class Sig, class Token, class... First>
auto give(net::io_context& context, int good_moves, Token token, First... first) {
    return net::async_initiate<Token, Sig>(
        [=, &context](auto handler) {
            net::post(context, [=, handler = std::move(handler)]() mutable {
                picky value(good_moves);
                std::move(handler)(first..., std::move(value));
            });
        },
        token);
}

TEST_P(ThrowingResult, OfAForeignIoContextReachesTheFiber) {
    run([] {
        foreign_context foreign;
        for (int i = 0; i < 10; ++i) EXPECT_THROW((give<void(picky)>(foreign.get(), 0, use_fiber)), broken_move);
        EXPECT_EQ(foreign.caught(), 0);
        EXPECT_NO_THROW((give<void(picky)>(foreign.get(), 9, use_fiber)));
    });
}

TEST_P(ThrowingResult, OfTheWorkersOwnIoContextReachesTheFiber) {
    run([] { EXPECT_THROW((give<void(picky)>(context(), 0, use_fiber)), broken_move); });
}

TEST_P(ThrowingResult, ReachesTheFiberWithEverySignature) {
    run([] {
        foreign_context foreign;
        net::io_context& there = foreign.get();
        error_code ec;
        EXPECT_THROW((give<void(error_code, picky)>(there, 0, use_fiber, error_code())), broken_move);
        EXPECT_THROW((give<void(error_code, picky)>(there, 0, use_fiber[ec], error_code())), broken_move);
        EXPECT_THROW((give<void(std::exception_ptr, picky)>(there, 0, use_fiber, std::exception_ptr())), broken_move);
        EXPECT_THROW((give<void(int, picky)>(there, 0, use_fiber, 7)), broken_move);
        EXPECT_THROW((give<void(error_code, std::string, picky)>(there, 0, use_fiber, error_code(), std::string("x"))),
                     broken_move);
        EXPECT_EQ(foreign.caught(), 0);
    });
}

TEST_P(ThrowingResult, ThrowsInTheFiberWhenItIsTakenOut) {
    run([] { EXPECT_THROW((give<void(picky)>(context(), 1, use_fiber)), broken_move); });
}

/// Asio moves a handler together with its bound values; when that throws, the handler is destroyed and the thread gets
/// the exception.
TEST_P(ThrowingResult, OnTheWayToTheHandlerEndsTheWaitAsAborted) {
    run([] {
        foreign_context foreign;
        const auto lose_it = [&](auto handler) {
            net::post(foreign.get(), [handler = std::move(handler)]() mutable {
                const auto bound = std::make_tuple(std::move(handler), 1);
                throw broken_move();
            });
        };
        try {
            net::async_initiate<const use_fiber_t, void(picky)>(lose_it, use_fiber);
            FAIL() << "no exception";
        } catch (const boost::system::system_error& error) {
            EXPECT_EQ(error.code(), net::error::operation_aborted);
        }
        while (foreign.caught() == 0) this_fiber::yield();
    });
}

TEST_P(ThrowingResult, AnInitiationThatThrowsWaitsForTheHandlerThatItHasLeftSomewhere) {
    run([] {
        foreign_context foreign;
        std::atomic<bool> called{false};
        const auto half_way = [&](auto handler) {
            net::post(foreign.get(), [&, handler = std::move(handler)]() mutable {
                std::this_thread::yield();
                called = true;
                std::move(handler)(std::string(100, 'x'));
            });
            throw broken_move();
        };
        for (int i = 0; i < 10; ++i) {
            called = false;
            EXPECT_THROW((net::async_initiate<const use_fiber_t, void(std::string)>(half_way, use_fiber)), broken_move);
            EXPECT_TRUE(called);
        }
    });
}

TEST_P(ThrowingResult, AnArgumentWhoseCopyThrowsReachesTheCaller) {
    struct copy_that_throws {
        copy_that_throws() = default;
        copy_that_throws(const copy_that_throws&) { throw broken_move(); }
    };
    run([] {
        const copy_that_throws argument;
        const auto initiation = [](auto, copy_that_throws) {};
        EXPECT_THROW((net::async_initiate<const use_fiber_t, void()>(initiation, use_fiber, argument)), broken_move);
    });
}

} // namespace
} // namespace weft::asio
