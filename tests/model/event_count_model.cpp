// SPDX-License-Identifier: BSL-1.0
// Invariant: work that was published before a notify() is got by some worker that was told to look for it: no worker
// stays parked while there is work that no running or searching worker will see. A wake-up that is lost is a deadlock
// here. The whole protocol is run: publish, notify, unpark; search, prepare, re-check every source, park, cancel.
#include "model_test.hpp"

#include "queue/event_count.hpp"
#include "queue/work_deque.hpp"
#include "runtime/futex_poller.hpp"

#include <weft/detail/base/pause.hpp>

namespace weft::test {
namespace {

using detail::event_count;
using detail::futex_poller;
using detail::steal_outcome;
using detail::time_point;

/// Workers 0 and 1, whose work lies in one deque that an owner fills and never empties, and in a counter of each
/// worker.
struct parking_model {
    event_count idle{2};
    futex_poller pollers[2];
    using deque = detail::work_deque<std::uint64_t, 4>;
    deque work{deque::sharing::shared};
    atomic<int> own[2];

    parking_model() {
        model::name(idle, "event count");
        model::name(work, "work");
        model::name(pollers[0], "poller 0");
        model::name(pollers[1], "poller 1");
    }

    void notify() {
        const unsigned worker = idle.notify();
        if (worker != event_count::k_nobody) pollers[worker].unpark();
    }
    void publish(std::uint64_t entry) {
        check(work.push(entry), "there is room");
        notify();
    }
    void publish_for(unsigned worker) {
        own[worker].fetch_add(1, memory_order_seq_cst);
        if (idle.notify_worker(worker)) pollers[worker].unpark();
    }

    void publish_for_itself(std::uint64_t entry) {
        check(work.push(entry), "there is room");
        const unsigned worker = idle.notify_unless_watched();
        if (worker != event_count::k_nobody) pollers[worker].unpark();
    }

    /// As worker::watch().
    bool watch(unsigned self, bool& searching) {
        if (!idle.prepare_watch(self, searching ? event_count::was::searching : event_count::was::running))
            return false;
        searching = false;
        if (work.size() == 0) pollers[self].park(time_point::max() - std::chrono::hours(1));
        searching = !idle.cancel_park(self);
        return true;
    }

    /// As get_one(), watching once before it parks for good.
    void watch_and_get_one(unsigned self) {
        bool watched = false;
        for (bool searching = false;;) {
            std::uint64_t entry = 0;
            if (!searching) searching = idle.try_search();
            if (searching && work.steal(entry) == steal_outcome::stolen) {
                if (idle.end_search()) notify();
                return;
            }
            if (!watched && (watched = watch(self, searching))) continue;
            park(self, searching, [&] { return work.size() != 0; });
        }
    }

    /// As worker::park().
    template <class Sees>
    void park(unsigned self, bool& searching, Sees&& sees_work) {
        if (sees_work()) return detail::cpu_pause(); // of another, who is searching already
        static_cast<void>(idle.prepare_park(self, searching ? event_count::was::searching : event_count::was::running));
        searching = false;
        if (!sees_work()) pollers[self].park(time_point::max());
        searching = !idle.cancel_park(self);
    }

    /// Takes one entry, parking until there is one; as worker::find_work().
    void get_one(unsigned self) {
        for (bool searching = false;;) {
            std::uint64_t entry = 0;
            if (!searching) searching = idle.try_search();
            if (searching && work.steal(entry) == steal_outcome::stolen) {
                if (idle.end_search()) notify();
                return;
            }
            park(self, searching, [&] { return work.size() != 0; });
        }
    }

    /// Takes one of its own, or one from the deque.
    void get_any(unsigned self) {
        for (bool searching = false;;) {
            std::uint64_t entry = 0;
            const bool mine = own[self].load(memory_order_seq_cst) != 0;
            if (mine) own[self].fetch_sub(1, memory_order_seq_cst);
            if (!mine && !searching) searching = idle.try_search();
            if (mine || (searching && work.steal(entry) == steal_outcome::stolen)) {
                if (searching && idle.end_search()) notify();
                return;
            }
            park(self, searching, [&] { return own[self].load(memory_order_seq_cst) != 0 || work.size() != 0; });
        }
    }
};

TEST(EventCount, AWorkerGetsWhatAnotherPushed) {
    holds(
        [] {
            parking_model shared;
            thread("owner", [&] { shared.publish(1); });
            thread("worker", [&] { shared.get_one(0); });
            join_all();
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere}, fences::both);
}

TEST(EventCount, ASearcherWakesTheNextBeforeItRuns) {
    holds(
        [] {
            parking_model shared;
            thread("owner", [&] {
                shared.publish(1);
                shared.publish(2);
            });
            thread("worker 0", [&] { shared.get_one(0); });
            thread("worker 1", [&] { shared.get_one(1); });
            join_all();
            check(shared.work.size() == 0, "both were got");
        },
        {.old_failures = old_failures::everywhere, .bound_in_tests = 1}, fences::both);
}

TEST(EventCount, AWorkerIsToldOfItsOwnWork) {
    holds(
        [] {
            parking_model shared;
            thread("other 1", [&] { shared.publish_for(0); });
            thread("other 2", [&] { shared.publish_for(0); });
            thread("worker", [&] {
                shared.get_any(0);
                shared.get_any(0);
            });
            join_all();
        },
        {.old_failures = old_failures::everywhere}, fences::both);
}

TEST(EventCount, WorkForOneAndWorkForAll) {
    holds(
        [] {
            parking_model shared;
            thread("owner", [&] { shared.publish(1); });
            thread("other", [&] { shared.publish_for(0); });
            thread("worker", [&] {
                shared.get_any(0);
                shared.get_any(0);
            });
            join_all();
        },
        {.old_failures = old_failures::everywhere}, fences::both);
}

TEST(EventCount, WhoHasWatchedParksUntilItIsTold) {
    holds(
        [] {
            parking_model shared;
            thread("owner", [&] { shared.publish_for_itself(1); });
            thread("worker", [&] { shared.watch_and_get_one(0); });
            join_all();
        },
        {.preemption_bound = 3, .old_failures = old_failures::everywhere}, fences::both);
}

TEST(EventCount, AWatcherThatIsToldWatchesNoMore) {
    holds(
        [] {
            parking_model shared;
            thread("owner", [&] {
                shared.publish(1);
                shared.publish_for_itself(2);
            });
            thread("worker", [&] {
                shared.watch_and_get_one(0);
                shared.get_one(0);
            });
            join_all();
        },
        {.old_failures = old_failures::everywhere}, fences::both);
}

TEST(EventCount, OneOfTwoWatches) {
    holds(
        [] {
            parking_model shared;
            for (unsigned self = 0; self < 2; ++self)
                thread(self == 0 ? "worker 0" : "worker 1", [&shared, self] {
                    bool searching = false;
                    static_cast<void>(shared.watch(self, searching));
                    if (searching) static_cast<void>(shared.idle.end_search());
                });
            static_cast<void>(shared.idle.notify());
            join_all();
            check(shared.idle.idle() == 0 && !shared.idle.anybody_searching(), "nobody is idle, nobody searches");
            static_cast<void>(shared.idle.prepare_park(0, event_count::was::running));
            check(shared.idle.notify_unless_watched() == 0, "nobody watches");
        },
        {.old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
