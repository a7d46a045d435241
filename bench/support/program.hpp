// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// One figure. `value unit` is what the harness reads from standard output.
struct figure {
    double value;
    std::string_view unit;
};

// What one measured run found: its own figure, and figures of other benchmarks that the same run yields.
struct measurement {
    figure own;
    struct other {
        std::string_view bench;
        figure value;
    };
    std::vector<other> others = {};
};

// What a scenario is asked for: how many workers may run it, and how large it is (fibers, or what the scenario says).
struct params {
    unsigned workers;
    std::size_t size;
};

// One line of a program's table.
struct entry {
    std::string_view bench;
    measurement (*run)(params);
    std::size_t size = 0;
};

// A run whose result is wrong: the figure must not be used.
struct wrong_answer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// require() throws wrong_answer with `sentence` unless `holds`.
void require(bool holds, const char* sentence);

// run_program() performs `PROGRAM BENCH WORKERS` (one measured run) or `PROGRAM list`, and returns main's exit status:
// 0 measured, 1 wrong answer or failure, 2 wrong usage.
int run_program(std::span<const entry> table, int argc, char** argv);

} // namespace bench
