// SPDX-License-Identifier: BSL-1.0
#include "scenarios/mutex/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

#include <mutex>
#include <vector>

namespace bench {

namespace {

struct counter {
    weft::mutex mutex;
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
        weft::this_fiber::yield();
    }
}

measurement contend(std::size_t size, void (*body)(counter&, std::uint64_t), std::uint64_t times) {
    counter counter;
    std::vector<weft::fiber<void>> fibers;
    const stopwatch watch;
    for (std::size_t i = 0; i < size; ++i) fibers.push_back(weft::spawn([&] { body(counter, times); }));
    for (auto& fiber : fibers) fiber.join();
    const double nanoseconds = watch.nanoseconds();
    require(counter.value == size * times, "the mutex let two in at once");
    return per_operation(nanoseconds, counter.value);
}

} // namespace

measurement mutex_uncontended(params p) {
    return run_on(p.workers, [] { return contend(1, increment, locking::k_uncontended_pairs); });
}

measurement mutex_contended(params p) {
    return run_on(p.workers, [] { return contend(locking::k_fibers, increment, locking::k_pairs_each); });
}

measurement mutex_yield(params p) {
    return run_on(p.workers,
                  [] { return contend(locking::k_fibers, increment_and_yield, locking::k_yield_pairs_each); });
}

} // namespace bench
