// SPDX-License-Identifier: BSL-1.0
// What the system refuses comes as resource_error that names the limit, to whoever can act; fibers that exist go on,
// and it works again once some have ended. Each test lowers limits in a child process.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace weft::test {
namespace {

void allow_address_space(std::size_t more) {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlimit limit{pages * 4096 + more, RLIM_INFINITY};
    ::setrlimit(RLIMIT_AS, &limit);
}

/// Suspends fibers until one is refused its stack; checks the error, the others, and that it works again. Ends the
/// child.
[[noreturn]] void exhaust_stacks(const std::string& limit, std::size_t at_least) {
    channel<int> gate(1);
    std::size_t started = 0, ended = 0;
    std::vector<fiber<void>> all;
    all.reserve(200'000);
    for (;;) {
        all.push_back(spawn([&] {
            ++started;
            gate.pop();
            ++ended;
        }));
        this_fiber::yield();
        if (all.back().done()) break;
    }
    try {
        all.back().join();
        std::_Exit(10);
    } catch (const resource_error& error) {
        if (error.limit() != limit || std::string(error.what()).find(limit) == std::string::npos) {
            std::fprintf(stderr, "after %zu: %s: %s\n", started, error.limit().c_str(), error.what());
            std::_Exit(11);
        }
    }
    all.pop_back();
    if (started != all.size() || started < at_least) {
        std::fprintf(stderr, "%zu started\n", started);
        std::_Exit(12);
    }
    for (int i = 0; i < 10; ++i) gate.push(1); // the oldest ones go on and end
    for (std::size_t i = 0; i < 10; ++i) all[i].join();
    if (spawn([] {
            this_fiber::yield();
            return 7;
        }).join() != 7)
        std::_Exit(13);
    gate.close();
    for (auto& each : all)
        if (each.joinable()) each.join();
    std::_Exit(ended == started ? 0 : 14);
}

TEST(Limits, NoAddressSpaceForAStackReachesTheJoin) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child([] {
        run(options{.workers = 1}, [] {
            allow_address_space(std::size_t{64} << 20);
            exhaust_stacks("RLIMIT_AS", 300);
        });
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, 0);
}

TEST(Limits, TooManyMappingsReachTheJoin) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer maps by itself";
    std::size_t most = 0;
    std::ifstream("/proc/sys/vm/max_map_count") >> most;
    if (most == 0 || most > 200'000) GTEST_SKIP() << "vm.max_map_count is " << most;
    const child_end end = in_child([most] {
        ::setenv("WEFT_GUARD", "mprotect", 1);
        run(options{.workers = 1}, [most] { exhaust_stacks("vm.max_map_count", most / 2 - 300); });
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, 0);
}

TEST(Limits, NoStackForADispatchThrowsAtOnce) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child([] {
        run(options{.workers = 1}, [] {
            allow_address_space(std::size_t{32} << 20);
            channel<int> gate(1);
            std::vector<fiber<void>> all;
            all.reserve(100'000);
            try {
                for (;;) all.push_back(spawn({.policy = launch::dispatch}, [&] { gate.pop(); }));
            } catch (const resource_error& error) {
                gate.close();
                for (auto& each : all) each.join();
                std::_Exit(error.limit() == "RLIMIT_AS" ? 0 : 11);
            }
        });
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, 0);
}

TEST(Limits, ADispatchThatIsRefusedDropsItsCallable) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child([] {
        run(options{.workers = 1}, [] {
            allow_address_space(std::size_t{32} << 20);
            const auto owned = std::make_shared<int>(1);
            channel<int> gate(1);
            std::vector<fiber<void>> all;
            all.reserve(100'000);
            try {
                for (;;) all.push_back(spawn({.policy = launch::dispatch}, [&gate, owned] { gate.pop(); }));
            } catch (const resource_error&) {
                gate.close();
            }
            for (auto& each : all) each.join();
            std::_Exit(owned.use_count() == 1 ? 0 : 11);
        });
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, 0);
}

TEST(Limits, NoStackForTheBodyOfAnAsyncGeneratorReachesWhoeverAsks) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    for (const std::size_t lead : {0u, 1u}) {
        const child_end end = in_child([lead] {
            run(options{.workers = 1}, [lead] {
                std::vector<async_generator<int>> all;
                for (int i = 0; i < 3000; ++i)
                    all.emplace_back([](auto& yield) {
                        for (;;) yield(1);
                    });
                allow_address_space(std::size_t{32} << 20);
                std::size_t asked = 0;
                try {
                    for (;; ++asked) // the body stays there, with its stack
                        if (all[asked].prefetch(lead).next() != 1) std::_Exit(12);
                } catch (const resource_error&) {
                    if (asked < 300 || !all[asked].done() || all[asked].next().has_value()) std::_Exit(13);
                    for (auto& each : all) each.close();
                    std::_Exit(0);
                }
            });
        });
        EXPECT_EQ(end.error_text, "");
        EXPECT_EQ(end.status, 0);
    }
}

TEST(Limits, NoThreadIsSaidWithTheLimit) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child([] {
        allow_address_space(std::size_t{256} << 20); // a worker takes 1 MiB of it, a thread's stack 8 MiB
        try {
            run(options{.workers = 64}, [] {});
        } catch (const resource_error& error) {
            std::fprintf(stderr, "%s: %s\n", error.limit().c_str(), error.what());
        }
        if (run(options{.workers = 2}, [] { return spawn([] { return 7; }).join(); }) != 7) std::_Exit(3);
    });
    EXPECT_EQ(end.error_text.find("RLIMIT_NPROC: weft: no thread for worker "), 0u) << end.error_text;
    EXPECT_NE(end.error_text.find(" of 64: "), std::string::npos) << end.error_text;
    EXPECT_NE(end.error_text.find(
                  "look at RLIMIT_NPROC (ulimit -u), the control group's pids.max and kernel.threads-max"),
              std::string::npos)
        << end.error_text;
    EXPECT_EQ(end.status, 0);
}

TEST(Limits, ManyFibersWithoutStacksLeaveTheRestUnharmed) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child([] {
        run(options{.workers = 4}, [] {
            allow_address_space(std::size_t{128} << 20);
            std::vector<fiber<int>> all;
            all.reserve(3000);
            for (int i = 0; i < 3000; ++i)
                all.push_back(spawn([i] {
                    this_fiber::sleep_for(std::chrono::milliseconds(100));
                    return i;
                }));
            int refused = 0, fine = 0;
            for (int i = 0; i < 3000; ++i) try {
                    if (all[static_cast<std::size_t>(i)].join() != i) std::_Exit(10);
                    ++fine;
                } catch (const resource_error&) {
                    ++refused;
                }
            std::_Exit(refused > 0 && fine > 300 ? 0 : 11);
        });
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, 0);
}

[[gnu::noinline]] int dig(int depth) {
    volatile char frame[500];
    frame[0] = static_cast<char>(depth);
    return depth < 0 ? 0 : dig(depth + 1) + frame[0];
}

TEST(FiberOverflow, NamesTheFiberOfTheRuntime) {
    const child_end end = in_child([] {
        run(options{.workers = 2}, [] {
            spawn({.name = "digger"}, [] {
                this_fiber::yield();
                dig(0);
            }).join();
        });
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(end.error_text.find("weft: fiber 'digger' #"), 0u) << end.error_text;
    EXPECT_NE(end.error_text.find(" overflowed its 64-KiB stack (sp=0x"), std::string::npos) << end.error_text;
}

TEST(FiberOverflow, NamesTheFiberThatRunsInPlace) {
    const child_end end =
        in_child([] { run(options{.workers = 1}, [] { spawn({.name = "inner"}, [] { dig(0); }).join(); }); });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(end.error_text.find("weft: fiber 'inner' #"), 0u) << end.error_text;
}

} // namespace
} // namespace weft::test
