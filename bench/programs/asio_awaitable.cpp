// SPDX-License-Identifier: BSL-1.0
#include "support/scenarios.hpp"

// C++20 coroutines on Boost.Asio, where the problem is natural to them.
int main(int argc, char** argv) {
    static constexpr bench::entry k_table[] = {
        {"yield_2", bench::yield, 2},
        {"yield_1000", bench::yield, 1000},
        {"spawn_join", bench::spawn_join},
        {"rss_suspended", bench::rss_suspended, 100'000},
        {"create_100k", bench::create_suspended, 100'000},
        {"create_1m", bench::create_suspended, 1'000'000},
        {"sleep_1m_overrun", bench::sleep_many, 1'000'000},
        {"ping_pong", bench::ping_pong},
        {"spsc_128", bench::spsc},
        {"mpmc_4x4", bench::mpmc},
        {"mutex_uncontended", bench::mutex_uncontended},
        {"mutex_8", bench::mutex_contended},
        {"mutex_8_yield", bench::mutex_yield},
    };
    return bench::run_program(k_table, argc, argv);
}
