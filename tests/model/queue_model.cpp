// SPDX-License-Identifier: BSL-1.0
// Invariant: join() ends only when task_done() was called for every item put, and then it ends (a lost wake-up is a
// deadlock); an item is unfinished before anybody can have got it; what shutdown() drops counts as done.
#include "model_test.hpp"

#include <weft/queue.hpp>

#include <chrono>

namespace weft::test {
namespace {

TEST(Queue, JoinWaitsForTheTasks) {
    holds([] {
        struct state {
            queue<int> jobs{1};
            model::plain<int> done{0, "how many are done"};
        } shared;
        thread("worker", [&] {
            for (int i = 0; i < 2; ++i) {
                shared.jobs.get();
                shared.done.set(shared.done.get() + 1);
                shared.jobs.task_done();
            }
        });
        shared.jobs.put(1);
        shared.jobs.put(2);
        shared.jobs.join();
        check(shared.done.get() == 2, "all are done");
        join_all();
    });
}

TEST(Queue, TheLastOfTwoWorkersEndsTheJoin) {
    holds([] {
        queue<int> jobs;
        jobs.put(1);
        jobs.put(2);
        for (const char* const name : {"worker 1", "worker 2"})
            thread(name, [&] {
                jobs.get();
                jobs.task_done();
            });
        jobs.join();
        join_all();
    });
}

TEST(Queue, ImmediateShutdownEndsTheJoinOfWhatNobodyTook) {
    holds([] {
        struct state {
            queue<int> jobs;
            int got = 0;
        } shared;
        shared.jobs.put(1);
        thread("getter", [&] {
            try {
                shared.got = shared.jobs.get();
                shared.jobs.task_done();
            } catch (const queue_shut_down&) {}
        });
        thread("joiner", [&] { shared.jobs.join(); });
        shared.jobs.shutdown(shutdown_how::immediate);
        join_all();
        check(shared.jobs.empty(), "nothing is left");
    });
}

/// The puts wait for room, and are taken in by a get.
TEST(Queue, WhoeverPutsIntoAFullOneIsCounted) {
    holds([] {
        struct state {
            priority_queue<int> jobs{1};
            int sum = 0;
        } shared;
        thread("putter 1", [&] { shared.jobs.put(1); });
        thread("putter 2", [&] { shared.jobs.put(2); });
        for (int i = 0; i < 2; ++i) {
            shared.sum += shared.jobs.get();
            shared.jobs.task_done();
        }
        shared.jobs.join();
        join_all();
        check(shared.sum == 3, "each job once");
    });
}

TEST(Queue, DrainingShutdownEndsAllWaits) {
    holds([] {
        struct state {
            lifo_queue<int> jobs{1};
            int put = 0;
            int got = 0;
        } shared;
        thread("putter", [&] {
            try {
                for (; shared.put != 2; ++shared.put) shared.jobs.put(1);
            } catch (const queue_shut_down&) {}
        });
        thread("getter", [&] {
            try {
                for (;; ++shared.got) {
                    shared.jobs.get();
                    shared.jobs.task_done();
                }
            } catch (const queue_shut_down&) {}
        });
        shared.jobs.shutdown();
        join_all();
        shared.jobs.join();
        check(shared.put == shared.got, "what was put is got");
    });
}

TEST(Queue, AJoinThatTimesOutLeavesTheLine) {
    holds([] {
        struct state {
            queue<int> jobs;
            bool joined = false;
        } shared;
        shared.jobs.put(1);
        thread("impatient", [&] { shared.joined = shared.jobs.join_for(std::chrono::milliseconds(1)); });
        thread("worker", [&] { shared.jobs.task_done(); });
        shared.jobs.join();
        join_all();
    });
}

} // namespace
} // namespace weft::test
