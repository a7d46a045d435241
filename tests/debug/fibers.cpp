// SPDX-License-Identifier: BSL-1.0
// One worker whose fibers are in every state there is when all_are_there() is called; with an argument it aborts there.
// In virtual time the sleeper does not keep it.
#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>

extern "C" [[gnu::noinline]] void all_are_there(bool dump) {
    std::puts("all are there");
    if (dump) std::abort();
}

namespace {

weft::channel<int> gate(1);
weft::mutex held;

[[gnu::noinline]] int wait_for_item(int given) {
    const volatile int local = given + 40;
    return gate.pop().value_or(0) + local;
}

[[gnu::noinline]] void wait_for_lock() {
    held.lock();
    held.unlock();
}

[[gnu::noinline]] void join_in_place() {
    weft::spawn({.name = "inner"}, [] { wait_for_item(2); }).join();
}

[[gnu::noinline]] void ask_for_item() {
    weft::generator<int> items([](auto& yield) { yield(wait_for_item(2)); });
    static_cast<void>(items.next());
}

void run(bool dump) {
    held.lock();
    auto reader = weft::spawn({.name = "reader"}, [] { wait_for_item(2); });
    auto locker = weft::spawn({.name = "locker"}, [] { wait_for_lock(); });
    auto sleeper = weft::spawn({.name = "sleeper"}, [] { weft::this_fiber::sleep_for(std::chrono::hours(1)); });
    auto joiner = weft::spawn({.name = "joiner"}, [&reader] { reader.join(); });
    auto outer = weft::spawn({.name = "outer"}, [] { join_in_place(); });
    bool over = false;
    auto yielder = weft::spawn({.name = "yielder"}, [&over] {
        while (!over) weft::this_fiber::yield();
    });
    auto asker = weft::spawn({.name = "asker"}, [] { ask_for_item(); });
    for (int i = 0; i < 3; ++i) weft::this_fiber::yield();
    auto late = weft::spawn({.name = "late"}, [] {});
    weft::generator<int> here(
        [dump](auto&) { all_are_there(dump); }); // the main fiber runs on another stack than its own
    static_cast<void>(here.next());
    over = true;
    held.unlock();
    gate.close();
}

} // namespace

int main(int count, char**) {
    weft::run({.workers = 1}, [count] { run(count > 1); });
}
