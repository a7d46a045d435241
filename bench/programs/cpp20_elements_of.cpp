// SPDX-License-Identifier: BSL-1.0
#include "programs/generator_table.hpp"

// C++20 coroutines that know the innermost one.
int main(int argc, char** argv) { return bench::run_program(bench::k_generator_table, argc, argv); }
