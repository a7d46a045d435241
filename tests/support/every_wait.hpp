// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/weft.hpp>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace weft::test {

/// Every kind of wait that weft has, each with the words that reports use for it. A house rule compares the words with
/// the sources. (One lasts for a moment only, and cannot be held: "waits until all have left condition".) The objects
/// are static: nobody ends the waits.
struct every_wait {
    struct one {
        const char* words;
        std::function<void()> wait;
    };
    std::function<void()> prepare; // on a fiber, which then holds the locks and has filled the queue
    std::vector<one> all;
};

inline const every_wait& the_waits() {
    static mutex held;
    static shared_mutex shared;
    static channel<int> nothing(1), full(0);
    static weft::queue<int> jobs(1), no_jobs;
    static broadcast<int> news(1);
    static subscription<int> reader = news.subscribe(), slow = news.subscribe();
    static counting_semaphore<> permits(0);
    static promise<int> never;
    static future<int> answer = never.get_future();
    static barrier<> gate(2);
    static latch door(1);
    static wait_group group;
    static event signal;
    static condition_variable condition;
    static condition_variable_any any_condition;
    static mutex guard, any_guard;
    static once_flag once;
    static event is_called;
    static const auto prepare = [] {
        held.lock();
        shared.lock();
        group.add(1);
        jobs.put(1);
        spawn([] {
            call_once(once, [] {
                is_called.set();
                nothing.pop();
            });
        }).detach();
        is_called.wait();
    };
    static const std::vector<every_wait::one> all{
        {"waits to lock mutex", [] { held.lock(); }},
        {"waits to lock shared mutex", [] { shared.lock(); }},
        {"waits to lock (shared) shared mutex", [] { shared.lock_shared(); }},
        {"waits to push to channel", [] { full.push(1); }},
        {"waits to pop from channel", [] { nothing.pop(); }},
        {"waits to put into queue", [] { jobs.put(2); }},
        {"waits to get from queue", [] { no_jobs.get(); }},
        {"waits to join queue", [] { jobs.join(); }},
        {"waits to push to broadcast",
         [] {
             for (int i = 0; i < 3; ++i) news.push(i);
         }},
        {"waits to pop from broadcast",
         [] {
             for (;;) reader.pop();
         }},
        {"waits in select", [] { select(on_pop(nothing), on_event(signal)); }},
        {"waits to acquire semaphore", [] { permits.acquire(); }},
        {"waits for future", [] { answer.get(); }},
        {"waits at barrier", [] { gate.arrive_and_wait(); }},
        {"waits for latch", [] { door.wait(); }},
        {"waits for wait group", [] { group.wait(); }},
        {"waits for the children of a task group",
         [] {
             with_task_group([](task_group& children) {
                 children.spawn([] { nothing.pop(); });
                 this_fiber::yield(); // or it would run on the owner's stack
             });
         }},
        {"waits for a place in a task group",
         [] {
             with_task_group({.limit = 1}, [](task_group& children) {
                 children.spawn([] { nothing.pop(); });
                 children.spawn([] {});
             });
         }},
        {"waits for the first of several fibers",
         [] {
             static fiber<void> one = spawn([] { nothing.pop(); });
             static fiber<void> other = spawn([] { nothing.pop(); });
             wait_any(one, other);
         }},
        {"waits for event", [] { signal.wait(); }},
        {"waits for condition",
         [] {
             std::unique_lock lock(guard);
             condition.wait(lock);
         }},
        {"waits for condition",
         [] {
             std::unique_lock lock(any_guard);
             any_condition.wait(lock);
         }},
        {"waits for the call of once flag", [] { call_once(once, [] {}); }},
        {"waits until its consumer takes an item from async generator",
         [] {
             async_generator<int> ahead({.name = "ahead", .prefetch = 1}, [](auto& yield) {
                 for (;;) yield(1);
             });
             ahead.next();
             nothing.pop();
         }},
        {"waits to be asked for an item of async generator",
         [] {
             async_generator<int> lazy({.name = "lazy"}, [](auto& yield) {
                 for (;;) yield(1);
             });
             lazy.next();
             nothing.pop();
         }},
        {"waits for an item of async generator",
         [] {
             async_generator<int> silent({.name = "silent"}, [](auto&) { nothing.pop(); });
             silent.next();
         }},
        {"waits to join",
         [] {
             fiber<void> other = spawn([] { nothing.pop(); });
             this_fiber::yield();
             other.join();
         }},
        {"sleeps", [] { this_fiber::sleep_for(std::chrono::hours(1)); }},
    };
    static const every_wait both{prepare, all};
    return both;
}

/// Spawns a fiber for every wait, on a fiber.
inline void spawn_every_wait() {
    the_waits().prepare();
    for (const every_wait::one& each : the_waits().all) spawn(each.wait).detach();
}

} // namespace weft::test
