// SPDX-License-Identifier: BSL-1.0
// Invariant: an entry that its owner removes from the middle of the ring is got by the owner or by a thief, never by
// both and never by nobody; removed places are skipped by both ends, and a push never overwrites a slot that a thief is
// about to read.
#include "work_deque_model.hpp"

namespace weft::test {
namespace {

template <std::size_t Capacity>
struct removing_model : deque_model<Capacity> {
    std::uint64_t places[8] = {};

    void push() {
        const std::uint64_t place = this->ring().next_place();
        const std::uint64_t before = this->pushed();
        deque_model<Capacity>::push();
        if (this->pushed() != before) places[this->pushed()] = place;
    }
    void remove(std::uint64_t entry) {
        if (this->ring().remove(places[entry], entry)) this->use(entry, true);
    }
};

TEST(WorkDequeRemove, TheMiddleAgainstTwoThieves) {
    holds(
        [] {
            removing_model<4> shared;
            for (int time = 0; time < 3; ++time) shared.push();
            thread("owner", [&] {
                shared.remove(2);
                shared.pop_newest();
            });
            thread("thief 1", [&] { shared.steal(1); });
            thread("thief 2", [&] { shared.steal(2); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(WorkDequeRemove, TwoPlacesOfThreeAgainstAThief) {
    holds(
        [] {
            removing_model<4> shared;
            for (int time = 0; time < 3; ++time) shared.push();
            thread("owner", [&] {
                shared.remove(1 + model::choose(3));
                shared.remove(1 + model::choose(3));
                shared.pop_oldest();
            });
            thread("thief", [&] { shared.steal(2); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(WorkDequeRemove, RemoveThenPushIntoTheFreedPlace) {
    holds(
        [] {
            removing_model<2> shared;
            shared.push();
            shared.push();
            thread("owner", [&] {
                shared.remove(1);
                shared.push();
                shared.remove(2);
                shared.push();
                shared.pop_newest();
            });
            thread("thief", [&] { shared.steal(2); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(WorkDequeRemove, AllOfThemWhileTwoThievesLook) {
    holds(
        [] {
            removing_model<4> shared;
            for (int time = 0; time < 3; ++time) shared.push();
            thread("owner", [&] {
                for (const std::uint64_t entry : {2U, 1U, 3U}) shared.remove(entry);
                shared.push();
            });
            thread("thief 1", [&] { shared.steal(1); });
            thread("thief 2", [&] { shared.steal(1); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(WorkDequeRemove, TheNewestIsTakenFromBelowRemovedPlaces) {
    holds(
        [] {
            removing_model<4> shared;
            for (int time = 0; time < 4; ++time) shared.push();
            thread("owner", [&] {
                shared.remove(3);
                shared.pop_newest();
                shared.pop_newest();
                shared.push();
            });
            thread("thief", [&] { shared.steal(3); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(WorkDequeRemove, AStalePlaceIsNoHarm) {
    holds(
        [] {
            removing_model<2> shared;
            shared.push();
            thread("owner", [&] {
                shared.push();
                shared.pop_oldest();
                shared.push();
                shared.remove(1);
                shared.remove(3);
            });
            thread("thief", [&] { shared.steal(2); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
