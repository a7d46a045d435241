// SPDX-License-Identifier: BSL-1.0
// The bodies of lib/fiber's process-wide and thread-local state in the model build: the latter belongs to a virtual
// thread.
#include "model/engine.hpp"

#include "fiber/carrier.hpp"

#include <weft/detail/base/assert.hpp>

#include <new>

namespace weft::detail::fibers {
namespace {

struct thread_locals {
    carrier_face* here = nullptr;
    waiting_unit unit;
    bool made = false;
};
static_assert(sizeof(thread_locals) <= model::virtual_thread::k_locals);

thread_locals& mine() noexcept {
    static thread_locals outside;
    model::engine* const here = model::engine::current();
    if (here == nullptr) return outside;
    auto* const locals = reinterpret_cast<thread_locals*>(here->self().locals);
    if (!locals->made) {
        ::new (static_cast<void*>(locals)) thread_locals{.here = nullptr, .unit = {}, .made = true};
        here->self().has_locals = true;
    }
    return *locals;
}

} // namespace

void misuse_of_yield() noexcept {
    misuse("weft::this_fiber::yield() was called outside a runtime: call it inside weft::run()");
}

void set_current_carrier(carrier* self) noexcept { mine().here = self; }

waiting_unit& unit_of_thread() noexcept { return mine().unit; }

// record_pool_instance.cpp
record_pool& record_pool::instance() noexcept {
    static record_pool* pool = nullptr;
    static std::uint64_t failed_runs = 0;
    if (pool == nullptr || failed_runs != model::engine::failed_runs()) {
        pool = new record_pool; // the one before may be locked, by a thread that will never go on
        failed_runs = model::engine::failed_runs();
    }
    return *pool;
}

} // namespace weft::detail::fibers

namespace weft::detail::ctx {

void* called_thread_carrier() noexcept { return mine().here; }

} // namespace weft::detail::ctx
