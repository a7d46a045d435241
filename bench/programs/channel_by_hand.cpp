// SPDX-License-Identifier: BSL-1.0
#include "programs/async_generator_table.hpp"

// weft's fibers and channels without its generators.
int main(int argc, char** argv) { return bench::run_program(bench::k_async_generator_table, argc, argv); }
