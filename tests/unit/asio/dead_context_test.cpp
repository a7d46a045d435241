// SPDX-License-Identifier: BSL-1.0
// An io_context that is destroyed under a fiber, and one that nobody runs.
#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>
#include <weft/run.hpp>

#include <memory>

namespace weft::asio {
namespace {

TEST(DeadIoContextDeathTest, UnderAnObjectInTheFibersFrameIsReported) {
    if (WEFT_HAS_ASAN) GTEST_SKIP() << "the sanitizer reports the object's use first";
    const auto destroys = [] {
        weft::run({.workers = 1, .time = time_source::real}, [] {
            auto foreign = std::make_unique<net::io_context>();
            auto owner = spawn({.name = "owner"}, [&] {
                net::steady_timer timer(*foreign, net::steady_timer::time_point::max());
                timer.async_wait(use_fiber);
            });
            this_fiber::yield(); // the other fiber waits now
            foreign.reset();
            owner.join();
        });
    };
    EXPECT_DEATH(destroys(),
                 "weft: fiber 'owner' #[0-9]+ has an object of Asio in its frame whose io_context was destroyed");
}

/// Its timer, elsewhere, was destroyed in time; the io_context drops what was still queued.
TEST(DeadIoContext, OfAnObjectThatIsGoneAlreadyEndsTheWaitAsAborted) {
    weft::run({.workers = 1, .time = time_source::real}, [] {
        auto foreign = std::make_unique<net::io_context>();
        auto timer = std::make_unique<net::steady_timer>(*foreign, net::steady_timer::time_point::max());
        auto waiting = spawn([&] {
            error_code ec;
            EXPECT_THROW(timer->async_wait(use_fiber[ec]), boost::system::system_error);
        });
        this_fiber::yield();
        timer.reset();
        foreign.reset();
        waiting.join();
    });
}

TEST(DeadlockDeathTest, SaysWhichOperationAFiberWaitsFor) {
    const auto waits = [] {
        const options how{.workers = 1, .time = time_source::real, .on_deadlock = deadlock::abort};
        weft::run(how, [] {
            net::io_context nobody_runs_it;
            net::steady_timer timer(nobody_runs_it, net::steady_timer::time_point::max());
            timer.async_wait(use_fiber);
        });
    };
    EXPECT_DEATH(waits(), "waits for async_wait of waitable_timer at 0x");
}

} // namespace
} // namespace weft::asio
