// SPDX-License-Identifier: BSL-1.0
// The bodies of base's functions in the model build; each stands in for the file of lib/base named beside it.
#include "model/engine.hpp"
#include "model/model.hpp"

#include "base/os_thread.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/biased_lock.hpp>
#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/pause.hpp>
#include <weft/detail/base/steady_now.hpp>
#include <weft/detail/base/tiny_lock.hpp>

#include <cstdio>
#include <cstdlib>
#include <new>

namespace weft::detail::base {

using model::engine;
using model::fence_kind;

// assert.cpp
void misuse(const char* what) noexcept {
    if (engine* const here = engine::current()) here->fail(std::string("misuse: ") + what);
    std::fprintf(stderr, "weft: %s\n", what);
    std::abort();
}

// futex_linux.cpp
void futex_wait(const void* word, std::uint32_t expected) noexcept {
    if (engine* const here = engine::current()) here->wait_on_futex(word, expected, time_point::max());
}
bool futex_wait_until(const void* word, std::uint32_t expected, time_point deadline) noexcept {
    engine* const here = engine::current();
    return here == nullptr || here->wait_on_futex(word, expected, deadline);
}
void futex_wake(const void* word, int count) noexcept {
    if (engine* const here = engine::current()) here->wake_futex(word, count);
}

// fence_linux.cpp
bool asymmetric_fence::is_asymmetric() noexcept {
    const engine* const here = engine::current();
    return here == nullptr || here->options().fences == fence_kind::asymmetric;
}
void asymmetric_fence::light() noexcept {
    engine* const here = engine::current();
    if (here == nullptr || here->options().fences == fence_kind::asymmetric) return;
    here->point();
    here->memory().fence(here->running(), memory_order_seq_cst);
    if (here->traced()) here->trace("light fence", nullptr);
}
void asymmetric_fence::heavy() noexcept {
    engine* const here = engine::current();
    if (here == nullptr) return;
    here->point();
    if (here->options().fences == fence_kind::asymmetric)
        here->memory().fence_of_all(here->running(), here->threads());
    else
        here->memory().fence(here->running(), memory_order_seq_cst);
    if (here->traced()) here->trace("heavy fence", nullptr);
}

// weft/detail/base/tiny_lock.hpp
atomic<std::uint32_t>& lock_waiters::of(const void*) noexcept { // one group: addresses differ from run to run
    static atomic<std::uint32_t> count{0};
    static std::uint64_t failed_runs = 0;
    if (failed_runs != engine::failed_runs()) {
        // Threads of that run still count, and will never go on
        ::new (static_cast<void*>(&count)) atomic<std::uint32_t>(0);
        failed_runs = engine::failed_runs();
    }
    return count;
}

// weft/detail/base/pause.hpp
void cpu_pause() noexcept {
    if (engine* const here = engine::current()) here->pause();
}

// weft/detail/base/steady_now.hpp
time_point steady_now() noexcept {
    engine* const here = engine::current();
    return here == nullptr ? std::chrono::steady_clock::now() : here->now();
}

// weft/detail/base/biased_lock.hpp
std::uintptr_t thread_token() noexcept {
    const engine* const here = engine::current();
    return std::uintptr_t{here == nullptr ? 1 : here->running() + 2} << 6;
}

// os_thread.hpp
os_thread::os_thread(std::function<void()> fn) : index_(engine::current()->threads()) {
    weft::model::thread("worker", std::move(fn));
}
void os_thread::join() { engine::current()->join(index_); }

} // namespace weft::detail::base
