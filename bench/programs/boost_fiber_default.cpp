// SPDX-License-Identifier: BSL-1.0
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"

// Boost.Fiber and malloc as they come: a stack of 128 KiB is a mapping of its own, made and unmade for each fiber. Only
// the benchmarks that this decides.
int main(int argc, char** argv) {
    static constexpr bench::entry k_table[] = {
        {"spawn_join", bench::spawn_join},
        {"spawn_100k_cold", bench::spawn_cold},
        {"spawn_100k_warm", bench::spawn_warm},
        {"rss_suspended", bench::rss_suspended, 100'000},
        {"create_100k", bench::create_suspended, 100'000},
    };
    bench::boost_fiber::stack_size = boost::context::stack_traits::default_size();
    return bench::run_program(k_table, argc, argv);
}
