// SPDX-License-Identifier: BSL-1.0
#include "support/scenarios.hpp"

// OS threads, kept on as many CPUs as the others have workers.
int main(int argc, char** argv) {
    static constexpr bench::entry k_table[] = {
        {"yield_2", bench::yield, 2},
        {"yield_1000", bench::yield, 1000},
        {"spawn_join", bench::spawn_join},
        {"ping_pong", bench::ping_pong},
        {"semaphore_ping_pong", bench::semaphore_ping_pong},
        {"spsc_128", bench::spsc},
        {"mpmc_4x4", bench::mpmc},
        {"mutex_uncontended", bench::mutex_uncontended},
        {"mutex_8", bench::mutex_contended},
        {"mutex_8_yield", bench::mutex_yield},
    };
    return bench::run_program(k_table, argc, argv);
}
