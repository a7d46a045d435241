// SPDX-License-Identifier: BSL-1.0
#include "context/thread_slot.hpp"

// Exported under one plain name, also from a shared library whose other symbols are hidden: asm in users' code names it, and
// neither a compiler nor a linker that optimises sees that, so it is marked as used.
extern "C" {
extern thread_local void* weft_thread_slot;
[[gnu::used, gnu::visibility("default")]] constinit thread_local void* weft_thread_slot = nullptr;
}

namespace weft::detail {

[[gnu::noinline]] void* called_thread_carrier() noexcept {
    void* carrier = weft_thread_slot;
    asm volatile("" : "+r"(carrier)); // the function has an effect, as far as its callers' compiler can tell
    return carrier;
}

[[gnu::noinline]] void set_thread_carrier(void* carrier) noexcept {
    weft_thread_slot = carrier;
    asm volatile("" ::: "memory");
}

} // namespace weft::detail
