// SPDX-License-Identifier: BSL-1.0
// A context that two threads resume in turn reads its thread's slot before and after each switch, in one loop that the
// compiler sees whole, the switch included. Ends with status 1 when it ever sees the slot of the other thread.
#include "context/switch/thread_slot.hpp"
#include <weft/detail/context/native_context.hpp>

#include <atomic>
#include <cstdio>
#include <thread>

namespace {

using namespace weft::detail;

constexpr int k_turns = 2'000;

int of_thread[2];        // their addresses are what the threads keep in their slots
context inside, outside; // the context that moves, and the thread that has resumed it
int here = 0;            // which thread that is
int stale = 0;

void body(void* payload) {
    for (int turn = 0;; ++turn) {
        void* const before = thread_carrier();
        stale += before != &of_thread[here];
        payload = native_context::switch_to(inside, outside, payload);
        stale += static_cast<void*>(thread_carrier()) != &of_thread[here];
        stale += called_thread_carrier() != &of_thread[here];
        stale += turn > 2 && turn < k_turns && before == thread_carrier(); // each resume is by the other thread
    }
}

} // namespace

int main() {
    alignas(16) static char memory[65536];
    inside = native_context::make(memory + sizeof memory, sizeof memory, &body);
    std::atomic<int> turns = 0;
    const auto side = [&](int mine) {
        set_thread_carrier(&of_thread[mine]);
        for (int turn = mine; turn < k_turns; turn += 2) {
            for (int now = turns; now != turn; now = turns) turns.wait(now);
            here = mine;
            native_context::switch_to(outside, inside, nullptr);
            turns = turn + 1;
            turns.notify_all();
        }
    };
    std::thread second(side, 1);
    side(0);
    second.join();
    if (stale != 0) std::printf("%d of %d looks were at another thread's slot\n", stale, 3 * k_turns);
    return stale != 0 ? 1 : 0;
}
