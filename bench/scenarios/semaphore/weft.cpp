// SPDX-License-Identifier: BSL-1.0
#include "scenarios/semaphore/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

namespace bench {

namespace {

measurement measure() {
    weft::counting_semaphore<> ping(1), pong(0);
    std::uint64_t ball = 0;
    auto other = weft::spawn([&] { permits::play(pong, ping, ball, permits::k_warm_up + permits::k_round_trips); });
    permits::play(ping, pong, ball, permits::k_warm_up);
    const stopwatch watch;
    permits::play(ping, pong, ball, permits::k_round_trips);
    const double nanoseconds = watch.nanoseconds();
    other.join();
    require(ball == 2 * (permits::k_warm_up + permits::k_round_trips), "the ball was not returned each time");
    return per_operation(nanoseconds, permits::k_round_trips);
}

} // namespace

measurement semaphore_ping_pong(params p) { return run_on(p.workers, measure); }

} // namespace bench
