// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sched.h>
#include <stdexcept>
#include <string>
#include <thread>

namespace weft::test {
namespace {

std::string refusal_of(const options& how) {
    try {
        runtime refused(how);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

/// An environment variable for the time of a test.
class setting {
public:
    setting(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
    ~setting() { ::unsetenv(name_); }

private:
    const char* name_;
};

TEST(Options, AreRefusedWithTheReason) {
    EXPECT_EQ(refusal_of({.workers = 1025}), "weft: options.workers is 1025; use 1 to 1024");
    EXPECT_EQ(refusal_of({.workers = 1, .stack_size = 1000}),
              "weft: options.stack_size is 1000 bytes; use at least 16384");
    EXPECT_EQ(refusal_of({.workers = 2, .order = order::fifo}), "weft: order::fifo needs options.workers = 1, it is 2");
    EXPECT_EQ(
        refusal_of({.workers = 1, .shutdown_timeout = std::chrono::nanoseconds(-1)}),
        "weft: options.shutdown_timeout and options.left_report_after must not be negative, options.blocked_after must be "
        "positive");
    EXPECT_EQ(
        refusal_of({.workers = 1,
                    .poller = [](unsigned) { return std::unique_ptr<lowlevel::poller>(); },
                    .time = time_source::real,
                    .on_deadlock = deadlock::abort}),
        "weft: options.on_deadlock needs the default poller: what options.poller (an io_context, say) waits for is "
        "unknown, so nobody can tell a deadlock from a wait: use deadlock::ignore");
}

TEST(Options, DefaultWorkersComeFromTheEnvironment) {
    const setting three("WEFT_WORKERS", "3");
    EXPECT_EQ(runtime().workers(), 3u);
    EXPECT_EQ(runtime({.workers = 2}).workers(), 2u);
    EXPECT_EQ(runtime({.order = order::fifo}).workers(), 1u);
}

TEST(Options, EnvironmentThatIsNoNumberIsRefused) {
    for (const char* value : {"many", "0", "3x", "-1", "1025", "99999999999"}) {
        const setting wrong("WEFT_WORKERS", value);
        EXPECT_EQ(refusal_of({}), std::string("weft: WEFT_WORKERS is '") + value + "'; use a number from 1 to 1024");
    }
}

TEST(Options, DefaultWorkersFollowTheAffinity) {
    ::unsetenv("WEFT_WORKERS");
    std::thread([] {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &one);
        ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
        EXPECT_EQ(runtime().workers(), 1u);
    }).join();
}

TEST(Options, ClockMayComeFromTheEnvironment) {
    const setting clock("WEFT_CLOCK", "virtual");
    EXPECT_EQ(options{}.time, time_source::virtual_time);
    run_and_check(options{.workers = 1}, [] { this_fiber::sleep_for(std::chrono::hours(1000)); });
}

class StackSize : public OverWorkers {};

TEST_P(StackSize, IsWhatAFiberGets) {
    const auto body = [] {
        spawn([] {
            volatile char large[900 * 1024];
            large[0] = 1;
            EXPECT_EQ(large[0], 1);
        }).join();
    };
    options wanted = how();
    wanted.stack_size = std::size_t{1} << 20;
    testing::expect_clean({GetParam()}, body, {.runtime = wanted});
}

WEFT_OVER_WORKERS(StackSize);

} // namespace
} // namespace weft::test
