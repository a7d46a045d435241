// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "model/options.hpp"

#include "explore/exploration.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <new>
#include <type_traits>
#include <utility>

// What a model test writes. A model is a body that makes the shared objects, starts virtual threads that use them,
// joins them and checks what came out; run() explores its schedules. Everything here but run() is called within a run.
//
//   model::run(how, [] {
//       detail::atomic<int> flag{0};
//       model::thread("setter", [&] { flag.store(1); });
//       model::thread("getter", [&] { model::check(flag.load() <= 1, "the flag is 0 or 1"); });
//       model::join_all();
//   });

namespace weft::model {

using detail::exploration;
using detail::exploration_kind;
using detail::exploration_result;
using detail::model::fence_kind;
using detail::model::model_options;

exploration_result run(const exploration& how, std::function<void()> body, const model_options& options = {});

/// Where the next thread's callable is constructed; start_thread() makes that thread ready.
struct new_thread {
    void* callable;
    void (**call)(void*);
};
new_thread start_thread(const char* name);

/// A virtual thread that calls fn(); `name` is a literal. Seven at most.
template <class Fn>
void thread(const char* name, Fn&& fn) {
    using callable = std::decay_t<Fn>;
    static_assert(sizeof(callable) <= 64 && alignof(callable) <= 16, "capture less: one reference to a struct, say");
    const new_thread made = start_thread(name);
    ::new (made.callable) callable(std::forward<Fn>(fn));
    *made.call = [](void* object) {
        callable& self = *static_cast<callable*>(object);
        self();
        self.~callable();
    };
}

/// Waits until every virtual thread has ended; everything they did happens before what follows. The body only.
void join_all();

/// A choice of the test's own, below `count`: each is explored.
unsigned choose(unsigned count);

/// Fails the run with `what` unless the condition holds.
void check(bool condition, const char* what);
[[noreturn]] void fail(const char* what);

/// Gives an object a name in traces.
void name_bytes(const void* object, std::size_t size, const char* name);
template <class T>
void name(const T& object, const char* text) {
    name_bytes(&object, sizeof(object), text);
}

/// std::atomic_thread_fence.
void fence(std::memory_order order);

/// From now on an access to the object's atomics fails the run: it was destroyed.
void bury(const void* object, std::size_t size);

} // namespace weft::model
