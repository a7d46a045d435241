// SPDX-License-Identifier: BSL-1.0
#include "scenarios/semaphore/problem.hpp"

#include "support/process.hpp"
#include "support/scenarios.hpp"

#include <semaphore>
#include <thread>

namespace bench {

measurement semaphore_ping_pong(params p) {
    limit_cpus(p.workers);
    return permits::measure<std::counting_semaphore<>>([](auto play) { return std::jthread(play); },
                                                       permits::k_warm_up / 10, permits::k_round_trips / 10);
}

} // namespace bench
