// SPDX-License-Identifier: BSL-1.0
// The memory of a peak goes back to the system although the runtime is never idle for long; what is used again and
// again stays. Stacks age on the real clock, so these tests wait for it: the first for the memory to fall, the second
// between its bursts.
#include "context/stack/shared_pools.hpp"
#include "context/stack/stack_pool.hpp"
#include "support/memory.hpp"
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>
#include <optional>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t k_mib = 1024 * 1024;
constexpr std::size_t k_kept =
    1000 * (4096 + 256) + 8 * k_mib; // of 1,000 fibers, and of what else the program does meanwhile

bool memory_is_weft_s() { return !WEFT_ASAN && !WEFT_TSAN && detail::available_guard() == detail::guard_kind::mark; }

/// Suspends so many fibers at the same time, and lets them go.
void crowd(std::size_t count) {
    event go;
    latch all_wait(static_cast<std::ptrdiff_t>(count));
    std::vector<fiber<void>> all;
    all.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(spawn([&] {
            all_wait.count_down();
            go.wait();
        }));
    all_wait.wait();
    go.set();
    for (auto& each : all) each.join();
}

/// Ticks until this process has fallen to `limit` bytes, or for a minute; returns how many milliseconds that took.
long long tick_until_below(std::size_t limit, std::chrono::milliseconds tick) {
    const auto begin = clock::now();
    while (resident_bytes() > limit && clock::now() - begin < 1min) this_fiber::sleep_for(tick);
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begin).count();
}

generator<int> one() {
    return generator<int>({.stack_size = 131072}, [](auto& yield) { yield(1); });
}

class Ageing : public OverWorkers {
protected:
    template <class Fn>
    void run(Fn&& fn) {
        weft::run({.workers = workers()}, fn);
    }
};

TEST_P(Ageing, APeakGoesBackBesideATicker) {
    if (!memory_is_weft_s()) GTEST_SKIP() << "the sanitizer's memory, or one mapping a stack";
    constexpr std::size_t k_peak = 200'000;
    const std::size_t before = resident_bytes();
    run([&] {
        crowd(k_peak);
        EXPECT_GE(resident_bytes(), before + k_peak * 4096 * 9 / 10) << "at once nothing goes back";
        const auto took = tick_until_below(before + k_peak * 256 + k_kept, 1s);
        EXPECT_LE(resident_bytes(), before + k_peak * 256 + k_kept) << "records stay, stacks do not";
        std::printf("the memory of the peak was back after %lld ms\n", took);
    });
}

TEST_P(Ageing, APeakGoesBackUnderLoad) {
    if (!memory_is_weft_s()) GTEST_SKIP() << "the sanitizer's memory, or one mapping a stack";
    constexpr std::size_t k_peak = 20'000;
    const std::size_t before = resident_bytes();
    run([&] {
        crowd(k_peak);
        std::atomic<bool> stop = false;
        std::vector<fiber<void>> busy;
        for (unsigned i = 0; i < 2 * workers(); ++i)
            busy.push_back(spawn([&] {
                while (!stop) this_fiber::yield();
            }));
        const auto took = tick_until_below(before + k_peak * 256 + k_kept, 10ms);
        EXPECT_LE(resident_bytes(), before + k_peak * 256 + k_kept);
        std::printf("the memory of the peak was back after %lld ms\n", took);
        stop = true;
        for (auto& each : busy) each.join();
    });
}

long faults() {
    rusage now{};
    ::getrusage(RUSAGE_SELF, &now);
    return now.ru_minflt;
}

/// Bursts, each 500 ms after the one before; returns how many pages those after the third faulted. Nothing, when the
/// machine was so slow that stacks were idle for longer than a period.
std::optional<long> faults_of_bursts(std::size_t size) {
    auto due = clock::now();
    long before = 0;
    for (int i = 0; i < 8; ++i, due += 500ms) {
        if (clock::now() > due + 100ms) return std::nullopt;
        this_fiber::sleep_until(due);
        if (i == 3) before = faults();
        crowd(size);
    }
    return faults() - before;
}

TEST_P(Ageing, BurstsTwiceASecondFaultNoPage) {
    if (!memory_is_weft_s()) GTEST_SKIP() << "the sanitizer's memory, or one mapping a stack";
    run([&] {
        for (int i = 0; i < 15; ++i) crowd(10'000); // goes all round the workers' rings of ready fibers
        std::optional<long> pages;
        for (int i = 0; i < 10 && !pages; ++i) pages = faults_of_bursts(10'000);
        if (!pages) GTEST_SKIP() << "this machine is too busy for two bursts a second";
        EXPECT_LE(*pages, 300) << "the vectors of handles are the allocator's";
    });
}

TEST_P(Ageing, StacksOfGeneratorsGoBackToo) {
    if (!memory_is_weft_s()) GTEST_SKIP() << "the sanitizer's memory, or one mapping a stack";
    constexpr std::size_t k_peak = 20'000;
    const auto numbers = [](std::size_t stack_size) {
        return generator<int>({.stack_size = stack_size}, [](auto& yield) {
            yield(1);
            yield(2);
        });
    };
    run([&] {
        const std::size_t before = resident_bytes();
        for (const std::size_t size : {std::size_t{65536}, std::size_t{32768}}) {
            std::vector<generator<int>> all;
            for (std::size_t i = 0; i < k_peak; ++i) EXPECT_EQ(all.emplace_back(numbers(size)).next(), 1);
            EXPECT_GE(resident_bytes(), before + k_peak * 4096 * 9 / 10);
        }
        const auto took = tick_until_below(before + 2 * k_kept, 100ms);
        EXPECT_LE(resident_bytes(), before + 2 * k_kept);
        std::printf("the memory of the peak was back after %lld ms\n", took);
    });
}

TEST_P(Ageing, StacksOfGeneratorsGoBackWhileAllWorkersAreIdle) {
    if (!memory_is_weft_s()) GTEST_SKIP() << "the sanitizer's memory, or one mapping a stack";
    constexpr std::size_t k_peak = 20'000;
    event enough;
    std::promise<std::size_t> before;
    std::thread idle([&] {
        run([&] {
            const std::size_t at_first = resident_bytes();
            {
                std::vector<generator<int>> all;
                for (std::size_t i = 0; i < k_peak; ++i) EXPECT_EQ(all.emplace_back(one()).next(), 1);
            }
            before.set_value(at_first);
            enough.wait();
        });
    });
    const std::size_t limit = before.get_future().get() + k_kept;
    EXPECT_GE(resident_bytes(), limit) << "at once nothing goes back";
    const auto begin = clock::now();
    while (resident_bytes() > limit && clock::now() - begin < 1min) std::this_thread::sleep_for(10ms);
    EXPECT_LE(resident_bytes(), limit);
    enough.set();
    idle.join();
}

INSTANTIATE_TEST_SUITE_P(Workers, Ageing, ::testing::Values(1u, 2u), ::testing::PrintToStringParamName());

/// Without a runtime: whoever makes generators ages their stacks.
TEST(AgeingOfGenerators, APlainThreadGivesBackAPeak) {
    if (!memory_is_weft_s()) GTEST_SKIP() << "the sanitizer's memory, or one mapping a stack";
    constexpr std::size_t k_peak = 10'000;
    const auto make = [] {
        generator<int> made = one();
        EXPECT_EQ(made.next(), 1);
        return made;
    };
    const std::size_t before = resident_bytes();
    {
        std::vector<generator<int>> all;
        for (std::size_t i = 0; i < k_peak; ++i) all.push_back(make());
    }
    EXPECT_GE(resident_bytes(), before + k_peak * 4096 * 9 / 10);
    const auto begin = clock::now();
    while (resident_bytes() > before + k_kept && clock::now() - begin < 1min) static_cast<void>(make());
    EXPECT_LE(resident_bytes(), before + k_kept);
}

} // namespace
} // namespace weft::test
