// SPDX-License-Identifier: BSL-1.0
#include "support/scenarios.hpp"

// Boost.Context's own switch, called directly.
int main(int argc, char** argv) {
    static constexpr bench::entry k_table[] = {{"switch", bench::switch_context}};
    return bench::run_program(k_table, argc, argv);
}
