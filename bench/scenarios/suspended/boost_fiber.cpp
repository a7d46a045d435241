// SPDX-License-Identifier: BSL-1.0
#include "scenarios/suspended/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"

namespace bench {

namespace {

using channel = boost::fibers::buffered_channel<int>;

struct crowd {
    channel gate{2};
    std::size_t waiting = 0;
    std::size_t woken = 0;
};

void wait_at_gate(crowd& crowd) {
    ++crowd.waiting;
    int unused = 0;
    if (crowd.gate.pop(unused) == boost::fibers::channel_op_status::closed) ++crowd.woken;
}

// Runs on one thread, so plain counters do.
suspended::account suspend_all(std::size_t size) {
    crowd crowd;
    std::vector<boost::fibers::fiber> fibers;
    fibers.reserve(size);
    suspended::account account;
    for (std::size_t i = 0; i < size; ++i) fibers.push_back(boost_fiber::spawn([&crowd] { wait_at_gate(crowd); }));
    while (crowd.waiting < size) boost::this_fiber::yield();
    account.all_suspended();
    crowd.gate.close();
    for (auto& fiber : fibers) fiber.join();
    require(crowd.woken == size, "a suspended fiber was not woken");
    return account;
}

} // namespace

measurement rss_suspended(params p) { return suspend_all(p.size).bytes_each(p.size); }

measurement create_suspended(params p) { return suspend_all(p.size).time(); }

} // namespace bench
