// SPDX-License-Identifier: BSL-1.0
#include "scenarios/yield/problem.hpp"

#include "support/lap.hpp"
#include "support/process.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <thread>
#include <vector>

namespace bench {

measurement yield(params p) {
    limit_cpus(p.workers);
    const std::size_t turns = yielding::turns(p.size) / 5; // a yield of threads is a system call
    lap clock(p.size);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < p.size; ++i) {
        threads.emplace_back([&] {
            clock.arrive();
            while (!clock.open()) std::this_thread::yield();
            for (std::size_t taken = 0; taken < turns; ++taken) std::this_thread::yield();
            clock.leave();
        });
    }
    threads.clear();
    return per_operation(clock.nanoseconds(), p.size * turns);
}

} // namespace bench
