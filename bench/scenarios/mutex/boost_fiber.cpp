// SPDX-License-Identifier: BSL-1.0
#include "scenarios/mutex/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <mutex>

namespace bench {

namespace {

struct counter {
    boost::fibers::mutex mutex;
    std::uint64_t value = 0;
};

void increment(counter& counter, std::uint64_t times) {
    for (std::uint64_t i = 0; i < times; ++i) {
        const std::lock_guard lock(counter.mutex);
        ++counter.value;
    }
}

void increment_and_yield(counter& counter, std::uint64_t times) {
    for (std::uint64_t i = 0; i < times; ++i) {
        const std::lock_guard lock(counter.mutex);
        ++counter.value;
        boost::this_fiber::yield();
    }
}

measurement contend(params p, void (*body)(counter&, std::uint64_t), std::uint64_t times) {
    const boost_fiber::pool workers(p.workers);
    counter counter;
    std::vector<boost::fibers::fiber> fibers;
    const stopwatch watch;
    for (std::size_t i = 0; i < locking::k_fibers; ++i)
        fibers.push_back(boost_fiber::spawn([&] { body(counter, times); }));
    for (auto& fiber : fibers) fiber.join();
    const double nanoseconds = watch.nanoseconds();
    require(counter.value == locking::k_fibers * times, "the mutex let two in at once");
    return per_operation(nanoseconds, counter.value);
}

} // namespace

measurement mutex_uncontended(params p) {
    const boost_fiber::pool workers(p.workers);
    counter counter;
    const stopwatch watch;
    boost_fiber::spawn([&] { increment(counter, locking::k_uncontended_pairs); }).join();
    return per_operation(watch.nanoseconds(), counter.value);
}

measurement mutex_contended(params p) { return contend(p, increment, locking::k_pairs_each); }

measurement mutex_yield(params p) { return contend(p, increment_and_yield, locking::k_yield_pairs_each); }

} // namespace bench
