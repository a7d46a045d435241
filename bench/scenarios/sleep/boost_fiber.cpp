// SPDX-License-Identifier: BSL-1.0
#include "scenarios/sleep/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"

#include <atomic>

namespace bench {

measurement sleep_many(params p) {
    const boost_fiber::pool workers(p.workers);
    std::atomic<std::size_t> on_time{0};
    const sleeping::account account;
    std::vector<boost::fibers::fiber> fibers;
    fibers.reserve(p.size);
    for (std::size_t i = 0; i < p.size; ++i) {
        fibers.push_back(boost_fiber::spawn([&on_time, i] {
            const stopwatch watch;
            boost::this_fiber::sleep_for(sleeping::nap(i));
            if (watch.nanoseconds() >= static_cast<double>(sleeping::nap(i).count()) * 1e3) ++on_time;
        }));
    }
    for (auto& fiber : fibers) fiber.join();
    const measurement result = account.finish();
    require(on_time == p.size, "a fiber woke before its time");
    return result;
}

} // namespace bench
