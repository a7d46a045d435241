// SPDX-License-Identifier: BSL-1.0
// Invariant: a runtime that was asked to stop ends when every fiber has ended, and not before: the fibers that are left
// may spawn more, on either worker, while an idle worker counts them.
#include "model_test.hpp"

#include "fiber/record_pool.hpp"
#include "runtime/futex_poller.hpp"
#include "runtime/runtime_core.hpp"

#include <weft/detail/base/pause.hpp>
#include <weft/detail/task/spawn_on.hpp>
#include <weft/run.hpp>
#include <weft/runtime.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>

#include <chrono>
#include <memory>
#include <source_location>
#include <stdexcept>
#include <utility>

namespace weft::test {
namespace {

const options k_ends_on_two{.workers = 2, .stack_size = std::size_t{64} * 1024, .left_report_after = k_never};

/// Keeps its worker until the flag is set.
void spin_until(const atomic<bool>& flag) {
    while (!flag.load(memory_order_acquire)) detail::cpu_pause(); // pairs with the stores below
}

TEST(RuntimeEnd, WaitsForWhatTheFibersThatAreLeftSpawn) {
    holds(
        [] {
            atomic<int> ran{0};
            atomic<bool> elsewhere{false};
            weft::run(k_ends_on_two, [&] {
                weft::spawn([&] {
                    elsewhere.store(true, memory_order_release);
                    weft::spawn([&] { ran.fetch_add(1, memory_order_relaxed); }).detach();
                }).detach();
                spin_until(elsewhere); // so the other worker runs the fiber, and this one will be idle
            });
            check(ran.load(memory_order_relaxed) == 1, "the last fiber has run");
        },
        {.preemption_bound = 2, .surprises = 0, .bound_in_tests = 1});
}

/// The idle worker counts while the other spawns, and ends, and has nothing left to run.
TEST(RuntimeEnd, WaitsForASleeperThatIsSpawnedWhileItCounts) {
    holds(
        [] {
            atomic<int> ran{0};
            atomic<bool> elsewhere{false};
            atomic<bool> main_ends{false};
            weft::run(k_ends_on_two, [&] {
                weft::spawn([&] {
                    elsewhere.store(true, memory_order_release);
                    spin_until(main_ends);
                    weft::spawn([&] {
                        this_fiber::sleep_for(std::chrono::seconds(1));
                        ran.fetch_add(1, memory_order_relaxed);
                    }).detach();
                }).detach();
                spin_until(elsewhere);
                main_ends.store(true, memory_order_release);
            });
            check(ran.load(memory_order_relaxed) == 1, "the last fiber has run");
        },
        {.preemption_bound = 2, .surprises = 0, .old_reads = 0, .bound_in_tests = 1});
}

/// Whoever calls it reads a plain variable last, which its end writes.
class witness final : public lowlevel::poller {
public:
    ~witness() override { alive_.set(false); }
    void park(time_point deadline) override { poller_.park(deadline); }
    void poll() override {}
    bool wants_poll() const noexcept override { return false; }
    void unpark() noexcept override {
        poller_.unpark();
        static_cast<void>(alive_.get());
    }

private:
    detail::futex_poller poller_;
    model::plain<bool> alive_{true, "the poller"};
};

/// The fiber may have run while its spawner is still inside.
TEST(RuntimeEnd, ComesAfterThoseWhoAreInsideFromOutside) {
    holds(
        [] {
            options one = k_ends_on_two;
            one.workers = 1;
            one.poller = [](unsigned) { return std::make_unique<witness>(); };
            atomic<bool> ran{false};
            auto home = std::make_unique<weft::runtime>(one);
            thread("spawner", [&] { home->spawn([&] { ran.store(true, memory_order_release); }).detach(); });
            spin_until(ran);
            home.reset();
            join_all();
        },
        {.preemption_bound = 2, .surprises = 0, .bound_in_tests = 1});
}

/// The main fiber may end without a stack, on another worker, before run() has said which it is.
TEST(RuntimeEnd, ComesWhenTheMainFiberCannotStart) {
    holds(
        [] {
            struct state {
                detail::runtime_core core{{.workers = 1, .stack_size = std::size_t{64} * 1024},
                                          detail::workers_are::first_is_caller,
                                          nullptr};
                detail::fiber_record main;
            } shared;
            shared.main.life.reset();
            shared.main.life.claim_unqueued();
            thread("run", [&] { shared.core.stop_unless_started(shared.main); });
            thread("worker", [&] {
                bool last = false;
                check(shared.main.life.try_finish(last), "nobody joins it yet");
                shared.core.failed_to_start(&shared.main);
            });
            join_all();
            check(shared.core.is_stopping(), "either side asks the runtime to stop");
        },
        {.preemption_bound = 3, .surprises = 0}, fences::both);
}

/// Whoever counts sees a fiber that has ended with all that it spawned.
TEST(RuntimeEnd, CountsAnEndedFiberWithWhatItSpawned) {
    holds(
        [] {
            struct state {
                atomic<bool> has_run{false};
                detail::core_pointer core = detail::make_core(
                    {.workers = 1, .stack_size = std::size_t{64} * 1024, .left_report_after = k_never},
                    detail::workers_are::all_started);
            } shared;
            const auto first = [&] { weft::spawn([&] { shared.has_run.store(true, memory_order_relaxed); }).detach(); };
            detail::spawn_on(*shared.core, first, std::source_location::current()).detach();
            if (shared.core->nobody_lives())
                check(shared.has_run.load(memory_order_relaxed), "the fiber that was spawned has run");
        },
        {.surprises = 0, .bound_in_tests = 1});
}

bool all_records_are_free() {
    bool free = true;
    detail::record_pool::instance().for_each(
        [&](const detail::fiber_record& each) { free = free && each.typed.load() == nullptr; });
    return free;
}

/// The last fiber joins another in place whose entry is still in an inbox when the other worker sees that nobody lives.
TEST(RuntimeEnd, GivesBackTheRecordsOfStaleEntries) {
    holds(
        [] {
            struct state {
                fiber<void> inner;
                atomic<bool> is_there{false};
            } shared;
            {
                weft::runtime two(k_ends_on_two);
                two.spawn({.pinned = true},
                          [&] {
                              spin_until(shared.is_there);
                              shared.inner.join();
                          })
                    .detach();
                two.spawn({.pinned = true}, [] {}).detach(); // on the other worker
                shared.inner = two.spawn({.pinned = true}, [] {});
                shared.is_there.store(true, memory_order_release);
            }
            check(all_records_are_free(), "a record was not given back");
        },
        {.surprises = 0, .old_reads = 0, .bound_in_tests = 1});
}

/// Its first poll spawns a fiber, as a handler of an io_context may, on the worker's own stack.
class spawns_once final : public lowlevel::poller {
public:
    spawns_once(atomic<int>& accepted, atomic<int>& ran) : accepted_(accepted), ran_(ran) {}
    void park(time_point deadline) override { poller_.park(deadline); }
    void poll() override {
        if (std::exchange(has_spawned_, true)) return;
        try {
            weft::spawn([&ran = ran_] { ran.fetch_add(1, memory_order_relaxed); }).detach();
            accepted_.fetch_add(1, memory_order_relaxed);
        } catch (const std::runtime_error&) {} // the runtime has ended
    }
    bool wants_poll() const noexcept override { return true; }
    void unpark() noexcept override { poller_.unpark(); }

private:
    detail::futex_poller poller_;
    atomic<int>& accepted_;
    atomic<int>& ran_;
    bool has_spawned_ = false;
};

/// The handler runs on the worker that the runtime does not need any more.
TEST(RuntimeEnd, ComesAfterTheFibersThatHandlersSpawn) {
    holds(
        [] {
            atomic<int> accepted{0};
            atomic<int> ran{0};
            options how = k_ends_on_two;
            how.poller = [&](unsigned index) -> std::unique_ptr<lowlevel::poller> {
                if (index == 0) return std::make_unique<detail::futex_poller>();
                return std::make_unique<spawns_once>(accepted, ran);
            };
            weft::run(how, [] {});
            check(ran.load(memory_order_relaxed) == accepted.load(memory_order_relaxed), "what was spawned has run");
        },
        {.preemption_bound = 2, .surprises = 0, .bound_in_tests = 1});
}

} // namespace
} // namespace weft::test
