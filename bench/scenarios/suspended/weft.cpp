// SPDX-License-Identifier: BSL-1.0
#include "scenarios/suspended/problem.hpp"

#include "support/scenarios.hpp"
#include "support/weft/run_on.hpp"

#include <atomic>
#include <vector>

namespace bench {

namespace {

struct crowd {
    weft::channel<int> gate{1};
    std::atomic<std::size_t> waiting{0};
    std::atomic<std::size_t> woken{0};
};

void wait_at_gate(crowd& crowd) {
    ++crowd.waiting;
    if (!crowd.gate.pop()) ++crowd.woken;
}

suspended::account suspend_all(std::size_t size) {
    crowd crowd;
    std::vector<weft::fiber<void>> fibers;
    fibers.reserve(size);
    suspended::account account;
    for (std::size_t i = 0; i < size; ++i) fibers.push_back(weft::spawn([&crowd] { wait_at_gate(crowd); }));
    while (crowd.waiting < size) weft::this_fiber::yield();
    account.all_suspended();
    crowd.gate.close();
    for (auto& fiber : fibers) fiber.join();
    require(crowd.woken == size, "a suspended fiber was not woken");
    return account;
}

suspended::account run_crowd(params p) {
    return run_on(p.workers, [&] { return suspend_all(p.size); });
}

} // namespace

measurement rss_suspended(params p) { return run_crowd(p).bytes_each(p.size); }

measurement create_suspended(params p) { return run_crowd(p).time(); }

} // namespace bench
