// SPDX-License-Identifier: BSL-1.0
#include "observe/debug_layout.hpp"

#include "fiber/carrier.hpp"
#include "fiber/record_pool.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"

#include <weft/detail/base/config.hpp>
#include <weft/detail/context/saved_layout.hpp>
#include <weft/lowlevel/waiter.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

// The compiler computes every offset here, so the script stays right when a field moves, and needs no debug info.
// offsetof is meant for standard-layout types; GCC and Clang define it for these, which have no virtual base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace weft::detail::observe {

// docs/decisions/0025-a-record-keeps-room.md
static_assert(offsetof(fiber_record, joiners) + sizeof(lowlevel::wait_list) <= 240 || WEFT_HAS_ASAN || WEFT_HAS_TSAN);

consteval debug_layout::fields debug_layout::all() {
    return {{{"version", 1},
             {"pool.slabs", offsetof(record_pool, slabs_)},
             {"pool.made_in_last", offsetof(record_pool, made_in_last_)},
             {"pool.slab_bytes", record_pool::k_slab_bytes},
             {"record.bytes", sizeof(fiber_record)},
             {"record.word", offsetof(fiber_record, word)},
             {"record.sink", offsetof(fiber_record, home)},
             {"record.life", offsetof(fiber_record, life)},
             {"record.step", offsetof(fiber_record, typed)},
             {"record.id", offsetof(fiber_record, id)},
             {"record.spawn_file", offsetof(fiber_record, spawn_file)},
             {"record.spawn_line", offsetof(fiber_record, spawn_line)},
             {"record.is_named", offsetof(fiber_record, extras)},
             {"record.name", offsetof(fiber_record, name)},
             {"record.next_ready", offsetof(fiber_record, next_ready)},
             {"record.sp", offsetof(fiber_record, exec) + offsetof(execution, ctx) + offsetof(context, sp)},
             {"record.stack", offsetof(fiber_record, exec) + offsetof(execution, stk)},
             {"life.claimed", life_word::k_claimed},
             {"life.done", life_word::k_done},
             {"word.waits_mask", wait_word::k_armed | wait_word::k_off | wait_word::k_claimed},
             {"word.waits", wait_word::k_armed | wait_word::k_off},
             {"entry.wait_mark", ready_entry::k_wait},
             {"waiter.kind", offsetof(lowlevel::waiter, kind_)},
             {"waiter.object", offsetof(lowlevel::waiter, object_)},
             {"wait_kind.verb", offsetof(lowlevel::wait_kind, verb)},
             {"core.workers", offsetof(runtime_core, workers_)},
             {"worker.index", offsetof(worker, index_)},
             {"worker.current", offsetof(worker, current_)},
             {"worker.thread", offsetof(worker, thread_)},
             {"stack.top", offsetof(stack, top)},
             {"stack.bottom", offsetof(stack, bottom)}}};
}

namespace {

// A record's sink is its runtime: the only base of runtime_core, so at the same address.
static_assert(std::is_base_of_v<ready_sink, runtime_core>);
// Of the standard library the script knows only that a vector begins with the pointers to its begin and its end.
static_assert(sizeof(std::vector<fiber_record*>) == 3 * sizeof(void*));
static_assert(sizeof(std::unique_ptr<worker>) == sizeof(void*));

} // namespace
} // namespace weft::detail::observe

extern "C" {

/// What a debugger finds by name. Unnamed numbers are room.
[[gnu::used]] WEFT_API struct weft_debug_layout_table {
    weft::detail::record_pool* pool; // null before the first runtime
    std::uint64_t count;             // of the numbers that follow
    weft::detail::debug_layout::fields fields;
    weft::detail::saved_layout saved;
} weft_debug_layout{nullptr, 32 + 16, weft::detail::debug_layout::all(), weft::detail::default_context::k_saved};
}

namespace weft::detail::observe {

void show_to_debuggers() {
    static record_pool* const shown = weft_debug_layout.pool = &record_pool::instance();
    static_cast<void>(shown);
}

} // namespace weft::detail::observe

#pragma GCC diagnostic pop
