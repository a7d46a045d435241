// SPDX-License-Identifier: BSL-1.0
#include "scenarios/sleep/problem.hpp"

#include "support/scenarios.hpp"
#include "support/weft/run_on.hpp"

#include <atomic>
#include <vector>

namespace bench {

namespace {

void nap_once(std::size_t index, std::atomic<std::size_t>& on_time) {
    const stopwatch watch;
    weft::this_fiber::sleep_for(sleeping::nap(index));
    if (watch.nanoseconds() >= static_cast<double>(sleeping::nap(index).count()) * 1e3) ++on_time;
}

void nap_all(std::size_t size, std::atomic<std::size_t>& on_time) {
    std::vector<weft::fiber<void>> fibers;
    fibers.reserve(size);
    for (std::size_t i = 0; i < size; ++i) fibers.push_back(weft::spawn([&on_time, i] { nap_once(i, on_time); }));
    for (auto& fiber : fibers) fiber.join();
}

} // namespace

measurement sleep_many(params p) {
    std::atomic<std::size_t> on_time{0};
    const measurement result = run_on(p.workers, [&] {
        const sleeping::account account;
        nap_all(p.size, on_time);
        return account.finish();
    });
    require(on_time == p.size, "a fiber woke before its time");
    return result;
}

} // namespace bench
