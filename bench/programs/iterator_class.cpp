// SPDX-License-Identifier: BSL-1.0
#include "programs/generator_table.hpp"

// Hand-written iterators.
int main(int argc, char** argv) { return bench::run_program(bench::k_generator_table, argc, argv); }
