// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/options.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <source_location>
#include <string>
#include <vector>

namespace weft::testing {

/// Where the body of a fiber test runs.
struct WEFT_API fiber_test_mode {
    unsigned workers = 0; ///< 0: simulated, under several schedules

    /// True when the test is simulated, without threads.
    bool is_simulated() const noexcept { return workers == 0; }
};

/// "Simulated" or "4Workers".
WEFT_API std::string name_of(const fiber_test_mode& mode);

/// What becomes of fibers that the body leaves behind.
enum class left_fibers : std::uint8_t {
    are_leaked, ///< the test fails, and waits for them
    may_end     ///< the test waits for them
};

/// How a test of fibers runs, and what it may leave behind.
struct WEFT_API fiber_test_options {
    /// Of the runtime; the mode sets its workers. When simulated, only the stack size counts. A body that plain threads
    /// help announces them by a weft::outside_work, or sets on_deadlock to deadlock::ignore.
    options runtime = on_virtual_clock();

    /// Virtual time, and a deadlock ends the test with a report.
    static options on_virtual_clock() {
        options how;
        how.time = time_source::virtual_time;
        how.on_deadlock = deadlock::abort;
        return how;
    }

    testing::left_fibers left_fibers = testing::left_fibers::are_leaked;

    /// Where WEFT_FIBER_TEST_WITH runs the body.
    std::vector<fiber_test_mode> modes = {{2}};

    /// How many schedules are simulated; their seeds are 1, 2, 3 ... WEFT_SEED=N in the environment: that seed only.
    unsigned schedules = 10;

    /// How long a fiber may keep its worker without a switch: 5 s, and a minute under a sanitizer.
    any_duration blocked_after = std::chrono::seconds(WEFT_HAS_ASAN || WEFT_HAS_TSAN ? 60 : 5);
};

/// Runs `body` as the main fiber of a runtime; returns what is wrong, a report each: fibers that the body left behind
/// (with their spawn sites), stacks that did not come back, a deadlock (with its cycle), a blocked worker. Throws what
/// leaves the body. With more than 0 workers a deadlock is printed on stderr and the process aborts, as its fibers
/// cannot be freed. Not to be called on a fiber.
WEFT_API std::vector<std::string> run_fiber_test(const fiber_test_mode& mode, const std::function<void()>& body,
                                                 const fiber_test_options& how = {},
                                                 std::source_location where = std::source_location::current());

} // namespace weft::testing
