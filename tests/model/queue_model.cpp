// SPDX-License-Identifier: BSL-1.0
// Invariant: join() ends only when task_done() was called for every item put, and then it ends (a lost wake-up is a deadlock);
// an item is unfinished before anybody can have got it; what shutdown() drops counts as done.
#include "model_test.hpp"

#include <weft/queue.hpp>

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

} // namespace
} // namespace weft::test
