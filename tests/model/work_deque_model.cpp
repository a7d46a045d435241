// SPDX-License-Identifier: BSL-1.0
// Invariant: each entry that was pushed is got exactly once, by the owner or by one thief, and what was written before
// its push happens before its use; push() says false only when the ring has no free place; a ring that is empty in the
// end had every entry got.
#include "work_deque_model.hpp"

namespace weft::test {
namespace {

TEST(WorkDeque, OwnerTakesTheNewestWhileAThiefSteals) {
    holds(
        [] {
            deque_model<4> shared;
            thread("owner", [&] {
                shared.push();
                shared.push();
                shared.pop_newest();
                shared.pop_newest();
            });
            thread("thief", [&] { shared.steal(2); });
            join_all();
            shared.finish();
        },
        {.preemption_bound = 3, .old_failures = old_failures::everywhere});
}

/// The owner pushes and takes twice while two thieves steal.
template <void (deque_model<4>::*Pop)()>
void take_while_two_thieves_steal() {
    deque_model<4> shared;
    shared.push();
    thread("owner", [&] {
        shared.push();
        (shared.*Pop)();
        (shared.*Pop)();
    });
    thread("thief 1", [&] { shared.steal(1); });
    thread("thief 2", [&] { shared.steal(1); });
    join_all();
    shared.finish();
}

TEST(WorkDeque, OwnerTakesTheNewestWhileTwoThievesSteal) {
    holds(take_while_two_thieves_steal<&deque_model<4>::pop_newest>, {.old_failures = old_failures::everywhere});
}

TEST(WorkDeque, OwnerTakesTheOldestWhileTwoThievesSteal) {
    holds(take_while_two_thieves_steal<&deque_model<4>::pop_oldest>, {.old_failures = old_failures::everywhere});
}

TEST(WorkDeque, ARingOfTwoWrapsAndOverflows) {
    holds(
        [] {
            deque_model<2> shared;
            thread("owner", [&] {
                for (int time = 0; time < 4; ++time) shared.push();
                shared.pop_newest();
            });
            thread("thief", [&] { shared.steal(3); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(WorkDeque, ARingOfTwoWrapsUnderTwoThieves) {
    holds(
        [] {
            deque_model<2> shared;
            shared.push();
            shared.push();
            thread("owner", [&] {
                shared.push();
                shared.pop_oldest();
                shared.push();
            });
            thread("thief 1", [&] { shared.steal(1); });
            thread("thief 2", [&] { shared.steal(1); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(WorkDeque, OwnerMixesBothEnds) {
    holds(
        [] {
            deque_model<2> shared;
            thread("owner", [&] {
                shared.push();
                shared.push();
                shared.pop_oldest();
                shared.push();
                shared.pop_newest();
                shared.pop_newest();
            });
            thread("thief", [&] { shared.steal(2); });
            join_all();
            shared.finish();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(WorkDeque, AloneItRotates) {
    holds(
        [] {
            using alone = detail::work_deque<std::uint64_t, 2>;
            alone ring(alone::sharing::owner_only);
            std::uint64_t taken = 0;
            check(!ring.rotate(1, taken, 2, [] {}), "an empty ring has nothing else");
            check(ring.push(1) && ring.push(2) && !ring.push(3), "two fit");
            check(ring.rotate(3, taken, 100, [] {}) && taken == 1, "a full ring rotates");
            check(ring.rotate(4, taken, 100, [] {}) && taken == 2, "and again");
            check(ring.pop_newest() == 4 && ring.pop_oldest() == 3 && ring.pop_oldest() == 0, "what is left");
        },
        {.old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
