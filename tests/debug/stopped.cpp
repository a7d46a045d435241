// SPDX-License-Identifier: BSL-1.0
// One worker that stops in stop_inlined() on its main fiber, while another fiber waits.
#include <weft/weft.hpp>

extern "C" void stop_inlined(int* stopped);

namespace {

weft::channel<int> gate(1);

[[gnu::noinline]] int wait_for_item(int given) {
    const volatile int local = given + 40;
    return gate.pop().value_or(0) + local;
}

[[gnu::noinline]] void go_and_stop() {
    volatile int depth = 1;
    int stopped = 0;
    stop_inlined(&stopped);
    depth = depth + stopped;
}

} // namespace

int main() {
    weft::run({.workers = 1}, [] {
        auto waiter = weft::spawn({.name = "waiter"}, [] { wait_for_item(2); });
        weft::this_fiber::yield();
        go_and_stop();
        gate.close();
    });
}
