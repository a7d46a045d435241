// SPDX-License-Identifier: BSL-1.0
// Invariant: nobody passes the end of a phase before all have arrived; what came before an arrival is seen by the
// completion function, what that did after the wait; whoever is let through may destroy the barrier.
#include "model_test.hpp"

#include <weft/barrier.hpp>

namespace weft::test {
namespace {

TEST(Barrier, AllSeeWhatCameBeforeEachArrivalAndTheCompletion) {
    holds([] {
        struct state {
            model::plain<int> parts[2];
            model::plain<int> sum{0, "the sum"};
        } shared;
        const auto add = [&]() noexcept { shared.sum.set(shared.parts[0].get() + shared.parts[1].get()); };
        barrier met(2, add);
        for (int i = 0; i < 2; ++i)
            thread("party", [&shared, &met, i] {
                shared.parts[i].set(1);
                met.arrive_and_wait();
                check(shared.sum.get() == 2, "both parts are there");
            });
        join_all();
    });
}

TEST(Barrier, TwoPhases) {
    holds([] {
        struct state {
            barrier<> met{2};
            atomic<int> arrived{0};
        } shared;
        for (const char* const name : {"one", "two"})
            thread(name, [&] {
                for (int phase = 1; phase <= 2; ++phase) {
                    shared.arrived.fetch_add(1);
                    shared.met.arrive_and_wait();
                    check(shared.arrived.load() >= 2 * phase, "all have arrived");
                }
            });
        join_all();
    });
}

TEST(Barrier, WhoDropsOutIsNotWaitedFor) {
    holds([] {
        barrier<> met(2);
        thread("leaver", [&] { met.arrive_and_drop(); });
        thread("stayer", [&] {
            met.arrive_and_wait();
            met.arrive_and_wait();
        });
        join_all();
    });
}

TEST(Barrier, TheFirstThatItLetsThroughMayDestroyIt) {
    holds(
        [] {
            struct state {
                mortal<barrier<>> met{2};
                atomic<int> gone{0};
            } shared;
            for (const char* const name : {"one", "two"})
                thread(name, [&] {
                    shared.met->arrive_and_wait();
                    if (shared.gone.fetch_add(1) == 0) shared.met.destroy();
                });
            join_all();
        },
        {.preemption_bound = 3});
}

} // namespace
} // namespace weft::test
