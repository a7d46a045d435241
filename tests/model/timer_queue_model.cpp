// SPDX-License-Identifier: BSL-1.0
// Invariant: a timer fires or is cancelled, never both; when cancel() has returned nobody touches the timer any more,
// so its owner may destroy it; a timer that is due and not cancelled fires; earliest() is never later than a timer that
// stays.
#include "model_test.hpp"

#include "queue/timer_queue.hpp"

namespace weft::test {
namespace {

using detail::time_point;
using detail::timer_queue;

constexpr time_point at(int hours) { return time_point(std::chrono::hours(hours)); }

struct test_timer final : detail::timer_node {
    explicit test_timer(time_point deadline) : timer_node(deadline) {}
    model::plain<int> fired{0, "a timer"};
};

void fire_due(timer_queue& queue, time_point now) {
    while (queue.fire_one(now, [](detail::timer_node& due) {
        auto& timer = static_cast<test_timer&>(due);
        timer.fired.set(timer.fired.get() + 1);
    })) {}
}

TEST(TimerQueue, CancelAgainstFire) {
    holds(
        [] {
            timer_queue queue;
            model::name(queue, "timers");
            test_timer timer(at(1));
            queue.add(timer);
            thread("owner", [&] {
                timer.cancel();
                check(timer.fired.get() <= 1, "it fired at most once");
                timer.fired.set(7); // as if destroyed: nobody else uses it
            });
            thread("worker", [&] { fire_due(queue, at(2)); });
            join_all();
            check(queue.earliest() == timer_queue::k_never, "nothing is left");
        },
        {.preemption_bound = 4});
}

TEST(TimerQueue, TwoWorkersFireEachTimerOnce) {
    holds([] {
        timer_queue queue;
        test_timer first(at(1));
        test_timer second(at(2));
        queue.add(first);
        queue.add(second);
        thread("worker 1", [&] { fire_due(queue, at(3)); });
        thread("worker 2", [&] { fire_due(queue, at(3)); });
        join_all();
        check(first.fired.get() == 1 && second.fired.get() == 1, "each fired once");
    });
}

TEST(TimerQueue, AddAgainstFireAndCancel) {
    holds([] {
        timer_queue queue;
        test_timer early(at(1));
        test_timer late(at(9));
        queue.add(late);
        thread("adder", [&] { queue.add(early); });
        thread("worker", [&] {
            if (queue.earliest() <= at(2)) fire_due(queue, at(2));
        });
        thread("canceller", [&] { late.cancel(); });
        join_all();
        check(late.fired.get() == 0, "it was not due");
        if (early.fired.get() == 0) check(queue.earliest() <= at(1), "a timer that stays is announced");
        fire_due(queue, at(2));
        check(early.fired.get() == 1, "it fired once");
    });
}

} // namespace
} // namespace weft::test
