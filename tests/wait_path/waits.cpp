// SPDX-License-Identifier: BSL-1.0
// Prints the address of each function that the library enters during one operation, once each: `wait_path OPERATION`.
// Compiled, library and all, with -finstrument-functions; count.py counts what the addresses are.
#include <weft/weft.hpp>

#include <cstddef>
#include <cstdio>
#include <cstring>

#define WEFT_UNTRACED __attribute__((no_instrument_function))

namespace {

constexpr std::size_t k_most = 1 << 16;
void* entered[k_most];
std::size_t count = 0;
bool traces = false;

struct trace {
    WEFT_UNTRACED trace() noexcept { traces = true; }
    WEFT_UNTRACED ~trace() { traces = false; }
};

/// From pop() of an empty channel to its return, with the push of another fiber between, which runs already.
void pop_that_waits() {
    weft::channel<int> items(1);
    auto pusher = weft::spawn([&] {
        weft::this_fiber::yield();
        items.push(1);
        weft::this_fiber::yield();
    });
    weft::this_fiber::yield();
    {
        const trace all;
        static_cast<void>(items.pop());
    }
    pusher.join();
}

/// The same, but the other fiber waits for an answer after its push: what is crossed is what waits cross, and no more.
void pop_from_one_that_waits() {
    weft::channel<int> items(1), answers(1);
    auto pusher = weft::spawn([&] {
        weft::this_fiber::yield();
        items.push(1);
        static_cast<void>(answers.pop());
    });
    weft::this_fiber::yield();
    {
        const trace all;
        static_cast<void>(items.pop());
    }
    answers.push(1);
    pusher.join();
}

/// From acquire() to its return, with the release() of another fiber between, which runs already.
void acquire_that_waits() {
    weft::counting_semaphore<> permits(0);
    auto other = weft::spawn([&] {
        weft::this_fiber::yield();
        permits.release();
        weft::this_fiber::yield();
    });
    weft::this_fiber::yield();
    {
        const trace all;
        permits.acquire();
    }
    other.join();
}

/// A spawn, and a join that runs the fiber in place.
void spawn_and_join() {
    const trace all;
    weft::spawn([] {}).join();
}

struct operation {
    const char* name;
    void (*run)();
};
constexpr operation k_operations[] = {
    {"pop", &pop_that_waits},
    {"pop_in_turn", &pop_from_one_that_waits},
    {"acquire", &acquire_that_waits},
    {"join", &spawn_and_join},
};

} // namespace

extern "C" WEFT_UNTRACED void __cyg_profile_func_enter(void* function, void*) {
    if (traces && count != k_most) entered[count++] = function;
}
extern "C" WEFT_UNTRACED void __cyg_profile_func_exit(void*, void*) {}

int main(int argc, char** argv) {
    for (const operation& each : k_operations) {
        if (argc != 2 || std::strcmp(argv[1], each.name) != 0) continue;
        weft::run({.workers = 1}, [&] {
            each.run(); // what is done for the first time only
            count = 0;
            each.run();
        });
        for (std::size_t i = 0; i < count; ++i) std::printf("%p\n", entered[i]);
        return count == 0 || count == k_most ? 1 : 0;
    }
    std::fprintf(stderr, "usage: %s pop|acquire|join\n", argv[0]);
    return 2;
}
