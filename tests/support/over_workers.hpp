// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "runtime/runtime_core.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <sched.h>

#include <chrono>
#include <cstddef>
#include <utility>

namespace weft::test {

/// Workers that left flush their caches a moment after the core has ended: true once no stack of `core` is out.
inline bool gets_all_stacks_back(detail::runtime_core& core) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (core.stacks().live() != 0 && std::chrono::steady_clock::now() < limit) ::sched_yield();
    return core.stacks().live() == 0;
}

/// How many fibers of `core` have not ended.
inline std::size_t live_fibers(const detail::runtime_core& core) {
    std::size_t count = 0;
    detail::record_pool::instance().for_each([&](const detail::fiber_record& each) {
        if (each.sink == &core && each.is_live()) ++count;
    });
    return count;
}

/// As weft::run(), and proves that the runtime ends with no live fiber and no stack. Rethrows what leaves `fn`.
template <class Fn>
void run_and_check(const options& how, Fn&& fn) {
    const detail::core_pointer core = detail::make_core(how, detail::workers_are::first_is_caller);
    fiber<void> main = detail::spawn_on(
        *core, {.name = "main"},
        [&fn, stop = detail::stop_at_end(core.get())] { fn(); },
        std::source_location::current());
    detail::drive(*core, detail::fiber_access::record(main));
    EXPECT_TRUE(core->nobody_lives());
    EXPECT_EQ(live_fibers(*core), 0u);
    EXPECT_TRUE(gets_all_stacks_back(*core)) << core->stacks().live() << " stacks are still out";
    main.join();
}

/// The worker that runs the calling fiber.
inline unsigned worker_here() { return detail::this_worker()->index(); }

/// A suite whose bodies run in a fiber over 1, 2, 4 and 8 workers, on a virtual clock: `class Name : public OverWorkers {}`,
/// then WEFT_OVER_WORKERS(Name).
class OverWorkers : public ::testing::TestWithParam<unsigned> {
protected:
    static options how() {
        options result;
        result.workers = GetParam();
        result.time = time_source::virtual_time;
        return result;
    }

    template <class Fn>
    void run(Fn&& fn) {
        run_and_check(how(), std::forward<Fn>(fn));
    }
};

#define WEFT_OVER_WORKERS(Suite)                                                                                       \
    INSTANTIATE_TEST_SUITE_P(Workers, Suite, ::testing::Values(1u, 2u, 4u, 8u), ::testing::PrintToStringParamName())

} // namespace weft::test
