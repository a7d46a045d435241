// SPDX-License-Identifier: BSL-1.0
#include "scenarios/async_generator/problem.hpp"

#include "support/weft/run_on.hpp"

#include <cstddef>

// What one writes without async generators: a fiber and a channel, and another channel for the questions where the
// producer must not be ahead. A channel that holds n - 1 items lets it be n ahead.
namespace bench {

namespace {

std::uint64_t add_up(weft::channel<std::uint64_t>& items) {
    std::uint64_t sum = 0;
    for (const std::uint64_t i : items) sum += i;
    return sum;
}

measurement measure_ahead(unsigned workers, std::size_t lead) {
    return run_on(workers, [lead] {
        return counting::measure([lead](std::uint64_t n) {
            weft::channel<std::uint64_t> items(lead - 1);
            auto producer = weft::spawn([&] {
                for (std::uint64_t i = 0; i < n; ++i) items.push(i);
                items.close();
            });
            const std::uint64_t sum = add_up(items);
            producer.join();
            return sum;
        });
    });
}

} // namespace

measurement async_generator_0(params p) {
    return run_on(p.workers, [] {
        return counting::measure([](std::uint64_t n) {
            struct question {};
            weft::channel<question> questions(0);
            weft::channel<std::uint64_t> items(0);
            auto producer = weft::spawn([&] {
                for (std::uint64_t i = 0; i < n && questions.pop(); ++i) items.push(i);
            });
            std::uint64_t sum = 0;
            for (std::uint64_t i = 0; i < n; ++i) {
                questions.push({});
                sum += *items.pop();
            }
            producer.join();
            return sum;
        });
    });
}
measurement async_generator_1(params p) { return measure_ahead(p.workers, 1); }
measurement async_generator_64(params p) { return measure_ahead(p.workers, 64); }

} // namespace bench
