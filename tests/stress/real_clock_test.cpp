// SPDX-License-Identifier: BSL-1.0
// What has to be seen on the machine's clock: the unit tests' clocks are virtual, and those stand still while a fiber
// is ready.
#include "observe/blocked_report.hpp"
#include "support/child.hpp"
#include "support/over_workers.hpp"

#include <weft/lowlevel/poller.hpp>
#include <weft/testing/guards.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class RealClock : public OverWorkers {
protected:
    static options how() {
        options result = OverWorkers::how();
        result.time = time_source::real;
        return result;
    }
};

TEST_P(RealClock, TimersFireBesideFibersThatYieldForEver) {
    run_and_check(how(), [] {
        std::atomic<bool> stop = false;
        std::vector<fiber<void>> busy;
        for (unsigned i = 0; i < 2 * workers(); ++i)
            busy.push_back(spawn([&] {
                while (!stop) this_fiber::yield();
            }));
        const auto start = clock::now();
        for (int i = 0; i < 5; ++i) this_fiber::sleep_for(200us);
        EXPECT_GE(clock::now() - start, 1ms);
        stop = true;
        for (auto& each : busy) each.join();
    });
}

TEST_P(RealClock, TimersFireBesideFibersThatNeverHaveToWait) {
    run_and_check(how(), [] {
        std::atomic<bool> stop = false;
        std::vector<fiber<void>> busy;
        for (unsigned i = 0; i < workers(); ++i)
            busy.push_back(spawn([&] {
                channel<int> items(1);
                while (!stop) {
                    items.push(1);
                    static_cast<void>(items.pop());
                }
            }));
        for (int i = 0; i < 5; ++i) this_fiber::sleep_for(200us);
        stop = true;
        for (auto& each : busy) each.join();
    });
}

/// Turns so long that the waiter, which may compete for the lock meanwhile, must not wait for many of them. Without the
/// kit: nobody competes while fibers are observed.
TEST_P(RealClock, AMutexIsHandedOverBehindLongTurns) {
    weft::run(how(), [alone = workers() == 1] {
        const auto work = [] {
            for (const auto end = clock::now() + 200us; clock::now() < end;) {}
        };
        mutex guard;
        std::atomic<bool> stop = false;
        std::atomic<int> turns = 0;
        std::vector<fiber<void>> busy;
        busy.push_back(spawn([&] {
            while (!stop) {
                const std::lock_guard lock(guard);
                work();
                ++turns;
                this_fiber::yield();
            }
        }));
        busy.push_back(spawn([&] {
            for (; !stop; this_fiber::yield()) work();
        }));
        while (turns < 3) this_fiber::yield();
        const int before = turns;
        guard.lock();
        if (alone) { // else it is for the system to say when the waiter's worker runs
            EXPECT_LT(turns - before, 100);
        }
        guard.unlock();
        stop = true;
        for (auto& each : busy) each.join();
    });
}

/// How a worker parked.
struct parks {
    std::atomic<clock::time_point> until{};
    std::atomic<unsigned> count{0};
};

/// Notes until when its worker would sleep, and lets it look again at once.
class noting_poller final : public lowlevel::poller {
public:
    explicit noting_poller(parks& noted) : noted_(noted) {}
    void park(time_point deadline) override {
        noted_.until = deadline;
        ++noted_.count;
        std::this_thread::yield();
    }
    void poll() override {}
    bool wants_poll() const noexcept override { return false; }
    void unpark() noexcept override {}

private:
    parks& noted_;
};

TEST_P(RealClock, AnIdleWorkerSleepsNoLongerThanTheTimersOfABusyOne) {
    if (workers() == 1) return; // nobody is idle beside it
    std::vector<parks> noted(workers());
    options noting = how();
    noting.poller = [&](unsigned worker) { return std::make_unique<noting_poller>(noted[worker]); };
    run_and_check(noting, [&] {
        spawn({.pinned = true}, [&] {
            event happened;
            auto sleeper = spawn({.policy = launch::dispatch}, [&] { static_cast<void>(happened.wait_for(1h)); });
            const auto latest = clock::now() + 1h + 1min; // the timer is this worker's
            const parks& of_another = noted[(worker_here() + 1) % workers()];
            const unsigned before = of_another.count;
            while (of_another.count - before < 10) {} // the first of them may have been begun before
            EXPECT_LE(of_another.until.load(), latest);
            happened.set();
            sleeper.join();
        }).join();
    });
}

WEFT_OVER_REAL_WORKERS(RealClock);

/// Stays on the worker until the guard has found it, or until `end`; when that was seen, or the clock's begin.
clock::time_point stay(const testing::no_blocking& guard, clock::time_point end) {
    const unsigned before = guard.found();
    for (auto now = clock::now(); now < end; now = clock::now())
        if (guard.found() != before) return now;
    return {};
}

/// The looks of the watchdog are known by what it finds: a stay that begins behind one is found by the fifth look after
/// it, and not by a watchdog that looks once a limit. The system may keep the watchdog's thread waiting, so one such
/// stay of several is enough.
TEST(RealClockOfTheWatchdog, AStayIsFoundBeforeTwoLimitsAreOver) {
    const child_end end = in_child([] {
        run(options{.workers = 1}, [] {
            constexpr auto k_limit = 100ms;
            const testing::no_blocking guard(k_limit, [](const std::string&) {});
            for (int turn = 0; turn < 8; ++turn) {
                const auto look = stay(guard, clock::now() + 20s);
                this_fiber::yield();
                if (stay(guard, look + 7 * k_limit / 4) != clock::time_point()) std::_Exit(0);
            }
            std::_Exit(11);
        });
    });
    EXPECT_EQ(end.status, 0) << end.error_text;
}

TEST(RealClockOfUntakenFailures, ThoseOfAKindAreCountedOnceASecond) {
    const child_end end = in_child([] {
        run(options{.workers = 1}, [] {
            const auto fail = [] { auto lost = spawn([] { throw std::runtime_error("again"); }); };
            for (const auto first = clock::now(); clock::now() - first < 1100ms;) fail();
            for (int i = 0; i < 1000; ++i) fail();
        });
    });
    EXPECT_EQ(end.status, 0);
    std::size_t lines = 0;
    const std::string text = "more like it\n";
    for (auto at = end.error_text.find(text); at != std::string::npos; at = end.error_text.find(text, at + 1)) ++lines;
    EXPECT_GE(lines, 2u);
    EXPECT_LE(lines, 100u); // each, if each were a line, makes a thousand and more
}

/// A plain thread that takes no SIGURG.
class deaf_thread {
public:
    deaf_thread() {
        while (!is_deaf_) std::this_thread::yield();
    }
    deaf_thread(const deaf_thread&) = delete;
    deaf_thread& operator=(const deaf_thread&) = delete;
    ~deaf_thread() {
        stop_ = true;
        thread_.join();
    }
    pthread_t handle() { return thread_.native_handle(); }

private:
    void live() {
        sigset_t urgent;
        ::sigemptyset(&urgent);
        ::sigaddset(&urgent, SIGURG);
        ::pthread_sigmask(SIG_BLOCK, &urgent, nullptr);
        is_deaf_ = true;
        while (!stop_) std::this_thread::yield();
    }

    std::atomic<bool> is_deaf_ = false;
    std::atomic<bool> stop_ = false;
    std::thread thread_{[this] { live(); }};
};

TEST(BlockedQuestion, IsNotAnsweredByAnotherThreadThatGetsTheSignal) {
    detail::install_blocked_report();
    deaf_thread asked;
    std::atomic<bool> over = false;
    std::thread other([&] {
        weft::run({.workers = 1}, [&] {
            while (!over) std::raise(SIGURG);
        });
    });
    detail::blocked_question question;
    question.ask(asked.handle());
    EXPECT_FALSE(question.print_answer());
    over = true;
    other.join();
}

TEST(RealClockOfAPlainThread, ItSleeps) {
    const auto start = clock::now();
    this_fiber::sleep_for(1ms);
    EXPECT_GE(clock::now(), start + 1ms);
}

} // namespace
} // namespace weft::test
