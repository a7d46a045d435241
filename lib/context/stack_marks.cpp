// SPDX-License-Identifier: BSL-1.0
#include "context/stack_marks.hpp"

#include "context/valgrind.hpp"

#if WEFT_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif
#if WEFT_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace weft::detail {

void stack_marks::make([[maybe_unused]] std::byte* bottom, [[maybe_unused]] std::byte* top) noexcept {
    valgrind_id = valgrind_register(bottom, top);
#if WEFT_ASAN
    // Without the guard: LeakSanitizer reads the whole region.
    __lsan_register_root_region(bottom, static_cast<std::size_t>(top - bottom));
#endif
#if WEFT_TSAN
    tsan_fiber = __tsan_create_fiber(0);
#endif
}

void stack_marks::unmake([[maybe_unused]] std::byte* bottom, [[maybe_unused]] std::byte* top) noexcept {
    valgrind_deregister(valgrind_id);
#if WEFT_ASAN
    __lsan_unregister_root_region(bottom, static_cast<std::size_t>(top - bottom));
    __asan_unpoison_memory_region(bottom, static_cast<std::size_t>(top - bottom));
#endif
#if WEFT_TSAN
    __tsan_destroy_fiber(tsan_fiber);
#endif
}

} // namespace weft::detail
