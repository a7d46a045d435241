// SPDX-License-Identifier: BSL-1.0
#include "scenarios/semaphore/problem.hpp"

#include "support/scenarios.hpp"
#include "support/weft/run_on.hpp"

namespace bench {

measurement semaphore_ping_pong(params p) {
    return run_on(p.workers, [] {
        return permits::measure<weft::counting_semaphore<>>([](auto play) { return weft::spawn(play); });
    });
}

} // namespace bench
