// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/program.hpp"

// The scenarios. Every program defines those it can: scenarios/<problem>/<implementation>.cpp. What a scenario does,
// and how often, is in scenarios/<problem>/problem.hpp, the same for every implementation (the Go files repeat the
// figures).
namespace bench {

measurement switch_context(params);
measurement yield(params);
measurement wake(params);
measurement spawn_join(params);
measurement spawn_cold(params);
measurement spawn_warm(params);
measurement spawn_two_parents(params);
measurement skynet(params);
measurement fib(params);
measurement rss_suspended(params);
measurement create_suspended(params);
measurement peak_after_ticks(params);
measurement sleep_many(params);
measurement ping_pong(params);
measurement semaphore_ping_pong(params);
measurement spsc(params);
measurement mpmc(params);
measurement mutex_uncontended(params);
measurement mutex_contended(params);
measurement mutex_yield(params);
measurement generator_1(params);
measurement generator_depth3(params);
measurement generator_tree20(params);
measurement generator_create(params);
measurement generator_empty(params);
measurement generator_break(params);
measurement async_generator_0(params);
measurement async_generator_1(params);
measurement async_generator_64(params);

} // namespace bench
