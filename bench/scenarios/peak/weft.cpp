// SPDX-License-Identifier: BSL-1.0
#include "scenarios/peak/problem.hpp"

#include "support/scenarios.hpp"
#include "support/weft/run_on.hpp"

#include <vector>

namespace bench {

namespace {

void suspend_and_join(std::size_t size) {
    weft::event go;
    weft::latch waiting(static_cast<std::ptrdiff_t>(size));
    std::vector<weft::fiber<void>> fibers;
    fibers.reserve(size);
    for (std::size_t i = 0; i < size; ++i)
        fibers.push_back(weft::spawn([&] {
            waiting.count_down();
            go.wait();
        }));
    waiting.wait();
    go.set();
    for (auto& fiber : fibers) fiber.join();
}

} // namespace

measurement peak_after_ticks(params p) {
    return run_on(p.workers, [&] {
        const peak::account account;
        suspend_and_join(p.size);
        for (int i = 0; i < peak::k_ticks; ++i) weft::this_fiber::sleep_for(peak::k_tick);
        return account.bytes_left(p.size);
    });
}

} // namespace bench
