// SPDX-License-Identifier: BSL-1.0
// Provokes the report that its argument names. From a moment before on every operator new ends the process, by saying
// so.
#include <weft/weft.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <unistd.h>

namespace {

std::atomic<bool> no_memory{false};

} // namespace

void* operator new(std::size_t size) {
    if (no_memory.load()) {
        constexpr char text[] = "a report allocated\n";
        static_cast<void>(!::write(STDERR_FILENO, text, sizeof text - 1));
        ::_exit(3);
    }
    if (void* const at = std::malloc(size != 0 ? size : 1)) return at;
    throw std::bad_alloc();
}
void operator delete(void* at) noexcept { std::free(at); }
void operator delete(void* at, std::size_t) noexcept { std::free(at); }

namespace {

using namespace std::chrono_literals;

constexpr const char* k_long =
    "a text that is longer than what a small string holds, and then some more of it, so that it is on the heap";

weft::fiber<void> failed() {
    auto fiber = weft::spawn({.name = k_long}, [] { throw std::runtime_error(k_long); });
    while (!fiber.done()) weft::this_fiber::yield();
    return fiber;
}

void wait_without_memory() {
    weft::channel<int> never(1);
    weft::mutex held;
    held.lock();
    auto waiter = weft::spawn({.name = k_long}, [&] { held.lock(); });
    auto joiner = weft::spawn([&] { waiter.join(); });
    for (int i = 0; i < 5; ++i) weft::this_fiber::yield();
    no_memory = true;
    never.pop();
}

/// Left behind, with a main fiber that is gone.
void leave_behind() {
    static weft::channel<int> never(1);
    for (int i = 0; i < 3; ++i) weft::spawn([] { never.pop(); }).detach();
    for (int i = 0; i < 5; ++i) weft::this_fiber::yield();
    no_memory = true;
}

void run_without_memory(const weft::options& how, void (*body)()) { weft::run(how, body); }

void provoke(const char* which) {
    const auto is = [which](const char* name) { return std::strcmp(which, name) == 0; };
    const weft::options one{.workers = 1};
    if (is("untaken"))
        run_without_memory(one, [] {
            auto lost = failed();
            no_memory = true;
            lost = {};
        });
    if (is("detached"))
        run_without_memory(one, [] {
            auto lost = failed();
            no_memory = true;
            lost.detach();
        });
    if (is("deadlock")) run_without_memory({.workers = 1, .on_deadlock = weft::deadlock::abort}, wait_without_memory);
    if (is("shutdown")) run_without_memory({.workers = 1, .shutdown_timeout = 50ms}, leave_behind);
    if (is("left"))
        run_without_memory({.workers = 2, .shutdown_timeout = 100ms, .left_report_after = 20ms}, leave_behind);
    if (is("misuse"))
        run_without_memory(one, [] {
            weft::mutex held;
            held.lock();
            weft::spawn({.name = k_long}, [&] {
                no_memory = true;
                held.unlock();
            }).join();
        });
    if (is("generator"))
        run_without_memory(one, [] {
            weft::generator<int> odd({.name = k_long}, [](auto& yield) { [&]() noexcept { yield(1); }(); });
            static_cast<void>(odd.next());
            no_memory = true;
        });
    if (is("generator_misuse")) {
        weft::yielder<int>* handle = nullptr;
        weft::generator<int> odd({.name = k_long}, [&](auto& yield) {
            handle = &yield;
            yield(1);
        });
        static_cast<void>(odd.next());
        no_memory = true;
        (*handle)(2);
    }
}

} // namespace

int main(int, char** arguments) {
    provoke(arguments[1]);
    no_memory = false;
}
