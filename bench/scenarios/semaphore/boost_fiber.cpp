// SPDX-License-Identifier: BSL-1.0
#include "scenarios/semaphore/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"

#include <mutex>

namespace bench {

namespace {

/// Boost.Fiber has none: as its users write one.
class semaphore {
public:
    explicit semaphore(std::uint64_t permits) : permits_(permits) {}

    void acquire() {
        std::unique_lock lock(mutex_);
        released_.wait(lock, [this] { return permits_ != 0; });
        --permits_;
    }
    void release() {
        {
            const std::lock_guard lock(mutex_);
            ++permits_;
        }
        released_.notify_one();
    }

private:
    boost::fibers::mutex mutex_;
    boost::fibers::condition_variable released_;
    std::uint64_t permits_;
};

} // namespace

measurement semaphore_ping_pong(params p) {
    const boost_fiber::pool workers(p.workers);
    return permits::measure<semaphore>([](auto play) { return boost_fiber::spawn(play); });
}

} // namespace bench
