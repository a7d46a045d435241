// SPDX-License-Identifier: BSL-1.0
#include "support/scenarios.hpp"

// Plain recursion: what the work itself costs.
int main(int argc, char** argv) {
    static constexpr bench::entry k_table[] = {{"skynet", bench::skynet}, {"fib_30", bench::fib}};
    return bench::run_program(k_table, argc, argv);
}
