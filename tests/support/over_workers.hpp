// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/sanitizers.hpp"
#include "runtime/runtime_core.hpp"

#include <weft/testing/fiber_test.hpp>

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::test {

/// As weft::run(), and proves that the runtime ends with nothing left behind. Rethrows what leaves `fn`.
template <class Fn>
void run_and_check(const options& how, Fn&& fn) {
    testing::expect_clean({how.workers}, fn, {.runtime = how});
}

/// The worker that runs the calling fiber.
inline unsigned worker_here() { return detail::this_worker()->index(); }

/// A suite whose bodies run in a fiber, on a virtual clock, simulated and on 1, 2, 4 and 8 workers:
/// `class Name : public OverWorkers {}`, then WEFT_OVER_WORKERS(Name). When plain threads or other runtimes take part:
/// `class Name : public OverWorkersBesideThreads`, then WEFT_OVER_REAL_WORKERS(Name).
class OverWorkers : public ::testing::TestWithParam<unsigned> {
protected:
    static bool is_simulated() { return GetParam() == 0; }
    static unsigned workers() { return is_simulated() ? 1 : GetParam(); }

    static options how() {
        options result;
        result.workers = workers();
        result.time = time_source::virtual_time;
        return result;
    }

    template <class Fn>
    void run(Fn&& fn) {
        testing::expect_clean({GetParam()}, fn, {.runtime = how_alone(), .schedules = k_schedules});
    }

    /// As run(), for a body that leaves fibers behind on purpose.
    template <class Fn>
    void run_and_leave(Fn&& fn) {
        testing::expect_clean(
            {GetParam()}, fn,
            {.runtime = how_alone(), .left_fibers = testing::left_fibers::may_end, .schedules = k_schedules});
    }

    /// False when plain threads or other runtimes may wake the fibers of a body.
    virtual bool is_alone() const { return true; }

private:
    static constexpr unsigned k_schedules = WEFT_ASAN || WEFT_TSAN ? 2 : 10; // a fiber costs many times as much there

    options how_alone() const {
        options result = how();
        result.on_deadlock = is_alone() ? deadlock::abort : deadlock::ignore;
        return result;
    }
};

class OverWorkersBesideThreads : public OverWorkers {
protected:
    bool is_alone() const override { return false; }
};

inline std::string mode_name(const ::testing::TestParamInfo<unsigned>& mode) {
    return testing::name_of(testing::fiber_test_mode{mode.param});
}

#define WEFT_OVER_WORKERS(Suite)                                                                                       \
    INSTANTIATE_TEST_SUITE_P(Modes, Suite, ::testing::Values(0u, 1u, 2u, 4u, 8u), ::weft::test::mode_name)

#define WEFT_OVER_REAL_WORKERS(Suite)                                                                                  \
    INSTANTIATE_TEST_SUITE_P(Modes, Suite, ::testing::Values(1u, 2u, 4u, 8u), ::weft::test::mode_name)

} // namespace weft::test
