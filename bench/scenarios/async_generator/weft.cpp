// SPDX-License-Identifier: BSL-1.0
#include "scenarios/async_generator/problem.hpp"

#include "support/weft/run_on.hpp"

#include <cstddef>

namespace bench {

namespace {

measurement measure(unsigned workers, std::size_t lead) {
    return run_on(workers, [lead] {
        return counting::measure([lead](std::uint64_t n) {
            weft::async_generator<std::uint64_t> numbers({.prefetch = lead}, [n](auto& yield) {
                for (std::uint64_t i = 0; i < n; ++i) yield(i);
            });
            std::uint64_t sum = 0;
            for (const std::uint64_t i : numbers) sum += i;
            return sum;
        });
    });
}

} // namespace

measurement async_generator_0(params p) { return measure(p.workers, 0); }
measurement async_generator_1(params p) { return measure(p.workers, 1); }
measurement async_generator_64(params p) { return measure(p.workers, 64); }

} // namespace bench
