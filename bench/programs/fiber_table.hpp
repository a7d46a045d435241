// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/scenarios.hpp"

namespace bench {

// The benchmarks that every fiber library runs (weft with either switch, Boost.Fiber); weft adds the bare switch.
inline constexpr entry k_fiber_table[] = {
    {"yield_2", yield, 2},
    {"yield_10", yield, 10},
    {"yield_1000", yield, 1000},
    {"yield_10k", yield, 10'000},
    {"yield_100k", yield, 100'000},
    {"yield_1m", yield, 1'000'000},
    {"wake_10", wake, 10},
    {"wake_1000", wake, 1000},
    {"wake_10k", wake, 10'000},
    {"wake_100k", wake, 100'000},
    {"wake_1m", wake, 1'000'000},
    {"spawn_join", spawn_join},
    {"spawn_100k_cold", spawn_cold},
    {"spawn_100k_warm", spawn_warm},
    {"spawn_two_parents", spawn_two_parents},
    {"skynet", skynet},
    {"fib_30", fib},
    {"rss_suspended", rss_suspended, 100'000},
    {"create_100k", create_suspended, 100'000},
    {"create_1m", create_suspended, 1'000'000},
    {"sleep_1m_overrun", sleep_many, 1'000'000},
    {"ping_pong", ping_pong},
    {"semaphore_ping_pong", semaphore_ping_pong},
    {"spsc_128", spsc},
    {"mpmc_4x4", mpmc},
    {"mutex_uncontended", mutex_uncontended},
    {"mutex_8", mutex_contended},
    {"mutex_8_yield", mutex_yield},
};

} // namespace bench
