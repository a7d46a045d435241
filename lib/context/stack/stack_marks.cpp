// SPDX-License-Identifier: BSL-1.0
#include "context/stack/stack_marks.hpp"

#include "base/os_thread.hpp"
#include "context/stack/valgrind.hpp"

#include <weft/detail/base/config.hpp>

#if WEFT_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif
#if WEFT_TSAN
#include <sanitizer/tsan_interface.h>

#include <utility>
#endif

namespace weft::detail::stacks {

#if WEFT_TSAN
namespace {

// A flow of control that ends never returns from its frames, so they stay on the fiber's shadow stack, which holds
// 65,536. After this many ends the fiber is replaced; not after each, because making one is dear (0.7 ms with GCC).
constexpr unsigned k_most_ends = 1024;

#if WEFT_TSAN_NO_SYNC
// std::shared_ptr counts without atomics until the process has had a second thread: fibers that share one would look as
// if they raced.
const bool has_had_two_threads = (os_thread([] {}).join(), true);
#endif

} // namespace

void* stack_marks::tsan_enter() noexcept {
    if (tsan_ends >= k_most_ends) {
        __tsan_destroy_fiber(std::exchange(tsan_fiber, nullptr));
        tsan_ends = 0;
    }
    if (tsan_fiber == nullptr) tsan_fiber = __tsan_create_fiber(0);
    return tsan_fiber;
}
#endif

void stack_marks::make([[maybe_unused]] std::byte* bottom, [[maybe_unused]] std::byte* top) noexcept {
    valgrind_id = valgrind_register(bottom, top);
#if WEFT_ASAN
    // Without the guard: LeakSanitizer reads the whole region.
    __lsan_register_root_region(bottom, static_cast<std::size_t>(top - bottom));
#endif
}

void stack_marks::unmake([[maybe_unused]] std::byte* bottom, [[maybe_unused]] std::byte* top) noexcept {
    valgrind_deregister(valgrind_id);
#if WEFT_ASAN
    __lsan_unregister_root_region(bottom, static_cast<std::size_t>(top - bottom));
    __asan_unpoison_memory_region(bottom, static_cast<std::size_t>(top - bottom));
#endif
#if WEFT_TSAN
    if (tsan_fiber != nullptr) __tsan_destroy_fiber(tsan_fiber);
#endif
}

} // namespace weft::detail::stacks
