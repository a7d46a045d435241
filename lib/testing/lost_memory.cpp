// SPDX-License-Identifier: BSL-1.0
#include "testing/lost_memory.hpp"

#include "testing/simulator.hpp"

#include <weft/detail/base/config.hpp>

#include <cstddef>

// Of the sanitizers' own interface, whose headers g++ 12 lacks in part.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming): these are their names
extern "C" {
int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, std::size_t),
                                              void (*)(const volatile void*));
void __lsan_ignore_object(const void*);
}
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

namespace weft::detail::kit {
namespace {

void on_malloc(const volatile void* memory, std::size_t) {
    simulator* const here = simulator_here();
    if (here == nullptr) return;
    const simulation::own_work own(here);
    here->memory().note(const_cast<const void*>(memory));
}

void on_free(const volatile void* memory) {
    if (simulator* const here = simulator_here()) here->memory().forget(const_cast<const void*>(memory));
}

} // namespace

lost_memory::lost_memory() {
    if constexpr (WEFT_HAS_ASAN) {
        static const int installed = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
        static_cast<void>(installed);
    }
}

void lost_memory::note(const void* memory) {
    if (is_busy_) return;
    is_busy_ = true;
    noted_.insert(memory);
    is_busy_ = false;
}

void lost_memory::forget(const void* memory) noexcept {
    if (is_busy_) return;
    is_busy_ = true;
    noted_.erase(memory);
    is_busy_ = false;
}

void lost_memory::forgive() noexcept {
    if constexpr (WEFT_HAS_ASAN) {
        is_busy_ = true;
        for (const void* each : noted_) __lsan_ignore_object(each);
        is_busy_ = false;
    }
}

} // namespace weft::detail::kit
