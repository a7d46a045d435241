// SPDX-License-Identifier: BSL-1.0
// What has to be seen on the machine's clock when the workers wait in an io_context.
#include "asio/io_poller.hpp"

#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>

#include <chrono>

namespace weft::asio {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

class AsioTimers : public asio_test {};
INSTANTIATE_TEST_SUITE_P(Workers, AsioTimers, over_workers());

TEST_P(AsioTimers, AFiberWaitsForATimerNeverTooShort) {
    run([] {
        const auto before = steady_clock::now();
        net::steady_timer timer(context(), 3ms);
        timer.async_wait(use_fiber);
        EXPECT_GE(steady_clock::now() - before, 3ms);
    });
}

TEST_P(AsioTimers, ACancelledTimerEndsTheWait) {
    run([] {
        auto waiting = spawn({.pinned = true}, [] {
            net::steady_timer timer(context(), 1h);
            net::post(timer.get_executor(), [&] { timer.cancel(); }); // runs once this fiber has left the worker
            error_code ec;
            timer.async_wait(use_fiber[ec]);
            return ec;
        });
        EXPECT_EQ(waiting.join(), net::error::operation_aborted);
    });
}

TEST_P(AsioTimers, WorkersSleepWhileTheyWaitForSockets) {
    run([] {
        connected both = connect_pair();
        auto reader = spawn([&] { echo(both.server); });
        const auto before = clock::now();
        this_fiber::sleep_for(3ms);
        EXPECT_GE(clock::now() - before, 3ms);
        both.client.close();
        reader.join();
    });
}

TEST(AsioTimersOfThePoller, ItParksUntilTheDeadline) {
    detail::io_poller poller;
    const auto deadline = steady_clock::now() + 2ms;
    poller.park(deadline);
    EXPECT_GE(steady_clock::now(), deadline);
}

TEST(AsioTimersOfThePoller, ItParksUntilTheDeadlineAfterManyUnparks) {
    detail::io_poller poller;
    for (int i = 0; i < 100; ++i) poller.unpark();
    poller.park(steady_clock::now() + 1h); // returns
    const auto deadline = steady_clock::now() + 2ms;
    for (int i = 0; i < 3; ++i) poller.park(deadline); // one may return early: its handler was still queued
    EXPECT_GE(steady_clock::now(), deadline);
}

} // namespace
} // namespace weft::asio
