// SPDX-License-Identifier: BSL-1.0
#include "programs/generator_table.hpp"

// Boost.Coroutine2: a stack each, as weft.
int main(int argc, char** argv) { return bench::run_program(bench::k_generator_table, argc, argv); }
