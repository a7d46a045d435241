// SPDX-License-Identifier: BSL-1.0
#include "asio/io_poller.hpp"

#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>
#include <weft/run.hpp>

#include <stdexcept>
#include <thread>

namespace weft::asio {
namespace {

using namespace std::chrono_literals;
using detail::io_poller;

constexpr auto k_never = lowlevel::poller::time_point::max();

TEST(IoPoller, AnUnparkBeforeThePark) {
    io_poller poller;
    poller.unpark();
    poller.park(k_never); // returns
}

TEST(IoPoller, AnUnparkSurvivesAPoll) {
    io_poller poller;
    poller.unpark();
    poller.poll();
    poller.park(k_never); // returns
}

TEST(IoPoller, UnparksInARowCountOnce) {
    io_poller poller;
    for (int i = 0; i < 100; ++i) poller.unpark();
    EXPECT_EQ(poller.context().poll(), 1U); // one handler is queued for all of them
    poller.park(k_never);                   // returns
    EXPECT_EQ(poller.context().poll(), 0U);
}

TEST(IoPoller, ParksNotForADeadlineInThePast) {
    io_poller poller;
    poller.park(lowlevel::poller::time_point()); // returns
}

TEST(IoPoller, LosesNoUnparkOfAnotherThread) {
    io_poller poller;
    std::atomic<int> asked{0};
    std::atomic<int> seen{0};
    constexpr int turns = 20'000;
    std::thread other([&] {
        for (int i = 1; i <= turns; ++i) {
            asked = i;
            poller.unpark();
            while (seen < i) std::this_thread::yield();
        }
    });
    while (seen < turns) {
        if (asked > seen)
            ++seen;
        else
            poller.park(k_never);
    }
    other.join();
}

TEST(IoPoller, GoesOnAfterAHandlerStoppedItsIoContext) {
    io_poller poller;
    poller.context().stop();
    bool ran = false;
    net::post(poller.context(), [&] { ran = true; });
    poller.poll();
    EXPECT_TRUE(ran);
    poller.context().stop();
    net::post(poller.context(), [] {});
    poller.park(k_never); // returns: it ran the handler
}

/// A handler that posts the next one, as often as it may.
struct posts_again {
    net::io_context& context;
    int& left;
    void operator()() const {
        if (--left != 0) net::post(context, *this);
    }
};

TEST(IoPoller, EndsAPollThoughEachHandlerPostsTheNext) {
    io_poller poller;
    int left = 100'000;
    net::post(poller.context(), posts_again{poller.context(), left});
    poller.poll();
    EXPECT_GT(left, 0);
    while (left != 0) poller.poll();
}

TEST(IoPoller, ContradictsVirtualTime) {
    const options how{.poller = asio::poller(), .time = time_source::virtual_time};
    EXPECT_THROW(runtime{how}, std::invalid_argument);
    EXPECT_THROW(asio::run({.time = time_source::virtual_time}, [] {}), std::invalid_argument);
}

TEST(IoPollerDeathTest, UseFiberOutsideAFiberIsReported) {
    net::io_context plain;
    net::steady_timer timer(plain, 1h);
    EXPECT_DEATH(timer.async_wait(use_fiber),
                 "weft: weft::use_fiber was used outside a fiber: start the operation inside");
}

TEST(IoPollerDeathTest, ContextWithoutAnIoContextIsReported) {
    EXPECT_DEATH(context(), "weft: weft::asio::context\\(\\) was called where no io_context is");
    EXPECT_DEATH(weft::run({.workers = 1, .time = time_source::real}, [] { context(); }),
                 "start the runtime with weft::asio::run\\(\\)");
}

} // namespace
} // namespace weft::asio
