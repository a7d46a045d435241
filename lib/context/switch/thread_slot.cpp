// SPDX-License-Identifier: BSL-1.0
#include "context/switch/thread_slot.hpp"

#include <cstddef>

// Exported under one plain name, also from a shared library whose other symbols are hidden: asm in users' code names
// it, and neither a compiler nor a linker that optimises sees that, so it is marked as used.
extern "C" {
struct weft_slot {
    void* carrier = nullptr;
    std::int32_t operations = 0; // how many more until spend_operation() is true
};
extern thread_local weft_slot weft_thread_slot;
[[gnu::used, gnu::visibility("default")]] constinit thread_local weft_slot weft_thread_slot;
}
static_assert(offsetof(weft_slot, operations) == 8); // known to the asm

namespace weft::detail::ctx {

[[gnu::noinline]] void* called_thread_carrier() noexcept {
    void* carrier = weft_thread_slot.carrier;
    asm volatile("" : "+r"(carrier)); // the function has an effect, as far as its callers' compiler can tell
    return carrier;
}

[[gnu::noinline]] void set_thread_carrier(void* carrier) noexcept {
    weft_thread_slot.carrier = carrier;
    asm volatile("" ::: "memory");
}

[[gnu::noinline]] bool called_spend_operation() noexcept {
    std::int32_t left = --weft_thread_slot.operations;
    asm volatile("" : "+r"(left));
    return left < 0;
}

[[gnu::noinline]] void allow_operations(std::int32_t count) noexcept {
    weft_thread_slot.operations = count;
    asm volatile("" ::: "memory");
}

} // namespace weft::detail::ctx
