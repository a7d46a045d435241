// SPDX-License-Identifier: BSL-1.0
// What a completion handler may do on a worker's own stack: spawn fibers, and everything that does not wait.
#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>
#include <weft/condition_variable.hpp>
#include <weft/counting_semaphore.hpp>
#include <weft/event.hpp>
#include <weft/latch.hpp>
#include <weft/mutex.hpp>
#include <weft/promise.hpp>
#include <weft/wait_group.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

namespace weft::asio {
namespace {

class Handler : public asio_test {};
INSTANTIATE_TEST_SUITE_P(Workers, Handler, over_workers());

/// Runs fn() in a handler of the calling worker's io_context.
template <class Fn>
void in_a_handler(Fn fn) {
    net::post(context(), std::move(fn));
}

/// A handler spawns fn(); returns the handle.
template <class Fn>
fiber<void> spawned_in_a_handler(const spawn_options& options, Fn fn) {
    promise<fiber<void>> made;
    in_a_handler([&] { made.set_value(spawn(options, std::move(fn))); });
    return made.get_future().get();
}

TEST_P(Handler, SpawnsFibers) {
    run([] {
        std::atomic<int> ran{0};
        for (int i = 0; i < 100; ++i) spawned_in_a_handler({}, [&] { ++ran; }).join();
        EXPECT_EQ(ran, 100);
    });
}

TEST_P(Handler, SpawnsWithANameAndAPin) {
    run([] {
        promise<net::io_context*> of_handler;
        in_a_handler([&] { of_handler.set_value(&context()); });
        net::io_context* const mine = of_handler.get_future().get();
        auto named = spawned_in_a_handler({.name = "from a handler", .pinned = true}, [] {
            net::io_context* const before = &context();
            for (int i = 0; i < 10; ++i) net::post(context(), use_fiber);
            EXPECT_EQ(&context(), before);
            EXPECT_EQ(this_fiber::name(), "from a handler");
        });
        named.join();
        EXPECT_NE(mine, nullptr);
    });
}

TEST_P(Handler, SpawnsAPinnedFiberOnItsOwnWorker) {
    run([] {
        for (int i = 0; i < 20; ++i) {
            const net::io_context *of_handler = nullptr, *of_fiber = nullptr; // each worker has its own
            promise<fiber<void>> made;
            in_a_handler([&] {
                of_handler = &context();
                made.set_value(spawn({.pinned = true}, [&] { of_fiber = &context(); }));
            });
            made.get_future().get().join();
            EXPECT_EQ(of_fiber, of_handler);
        }
    });
}

TEST_P(Handler, QueuesAFiberThatIsToBeDispatched) {
    run([] {
        bool ran = false;
        spawned_in_a_handler({.policy = launch::dispatch}, [&] { ran = true; }).join();
        EXPECT_TRUE(ran);
    });
}

/// Its copy throws; so the spawn does, and no fiber is left to be waited for.
struct bad_copy {
    bad_copy() = default;
    bad_copy(const bad_copy&) { throw std::logic_error("this copy throws"); }
    void operator()() const {}
};

TEST_P(Handler, GetsTheExceptionOfACallableThatCannotBeCopied) {
    run([] {
        event done;
        in_a_handler([&] {
            const bad_copy callable;
            EXPECT_THROW(spawn(callable).detach(), std::logic_error);
            EXPECT_THROW(spawn({.name = "x"}, callable).detach(), std::logic_error);
            done.set();
        });
        done.wait();
    });
}

TEST_P(Handler, SpawnsAfterTheMainFiberHasEnded) {
    std::atomic<int> ran{0};
    asio::run(how(), [&] {
        spawn([&] {
            for (int i = 0; i < 100; ++i) {
                in_a_handler([&] { spawn([&] { ++ran; }).detach(); });
                net::post(context(), use_fiber); // the handler before it has run
            }
        }).detach();
    });
    EXPECT_EQ(ran, 100);
}

TEST_P(Handler, SpawnsThroughARuntimeObject) {
    runtime service(how());
    for (int i = 0; i < 20; ++i) {
        event done;
        service.spawn([&] { in_a_handler([&] { service.spawn([&] { done.set(); }).detach(); }); }).join();
        done.wait();
    }
}

TEST_P(Handler, OfAForeignIoContextSpawnsThroughARuntimeObject) {
    runtime service(how());
    net::io_context foreign;
    event done;
    net::post(foreign, [&] { service.spawn([&] { done.set(); }).detach(); });
    foreign.run();
    done.wait();
}

TEST_P(Handler, DoesWhatNeverWaits) {
    run([] {
        channel<int> items(1);
        counting_semaphore<> permits(0);
        event happened;
        latch last(1);
        wait_group group;
        group.add();
        promise<int> promised;
        in_a_handler([&] {
            EXPECT_EQ(items.try_push(7), channel_status::success);
            permits.release();
            happened.set();
            last.count_down();
            group.done();
            promised.set_value(8);
        });
        EXPECT_EQ(items.pop(), 7);
        permits.acquire();
        happened.wait();
        last.wait();
        group.wait();
        EXPECT_EQ(promised.get_future().get(), 8);
    });
}

TEST_P(Handler, LocksAFreeMutexAndNotifies) {
    run([] {
        mutex guard;
        condition_variable changed;
        bool ready = false;
        in_a_handler([&] {
            while (!guard.try_lock()) std::this_thread::yield(); // never held across a wait
            ready = true;
            guard.unlock();
            changed.notify_all();
        });
        std::unique_lock held(guard);
        changed.wait(held, [&] { return ready; });
    });
}

TEST(HandlerDeathTest, ThatJoinsIsReported) {
    const auto joins = [] {
        asio::run({.workers = 1}, [] {
            event never;
            net::post(context(), [] { spawn([] {}).join(); });
            never.wait();
        });
    };
    EXPECT_DEATH(joins(),
                 "weft: join\\(\\) on a worker's own stack \\(in an Asio handler\\?\\) would block the worker");
}

TEST(HandlerDeathTest, ThatUsesAFibersTokenIsReported) {
    const auto waits = [] {
        asio::run({.workers = 1}, [] {
            event never;
            net::post(context(), [] { net::post(context(), use_fiber); });
            never.wait();
        });
    };
    EXPECT_DEATH(waits(), "weft: weft::use_fiber was used outside a fiber");
}

} // namespace
} // namespace weft::asio
