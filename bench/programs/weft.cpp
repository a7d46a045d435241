// SPDX-License-Identifier: BSL-1.0
#include "programs/async_generator_table.hpp"
#include "programs/fiber_table.hpp"
#include "programs/generator_table.hpp"

#include <iterator>
#include <vector>

int main(int argc, char** argv) {
    std::vector<bench::entry> table{{"switch", bench::switch_context},
                                    {"peak_after_3s", bench::peak_after_ticks, 200'000}};
    table.insert(table.end(), std::begin(bench::k_fiber_table), std::end(bench::k_fiber_table));
    table.insert(table.end(), std::begin(bench::k_generator_table), std::end(bench::k_generator_table));
    table.insert(table.end(), std::begin(bench::k_async_generator_table), std::end(bench::k_async_generator_table));
    return bench::run_program(table, argc, argv);
}
