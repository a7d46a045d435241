// SPDX-License-Identifier: BSL-1.0
// Every operator new and delete of the program, by malloc(), so that explore() can let an allocation fail.
#include "testing/allocation_failures.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

[[maybe_unused]] const bool is_linked = [] {
    weft::detail::allocations_can_fail.store(true, weft::detail::memory_order_seq_cst);
    return true;
}();

void* memory_of(std::size_t size, std::size_t alignment) noexcept {
    if (size == 0) size = 1;
    if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return std::malloc(size);
    return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* allocate(std::size_t size, std::size_t alignment) {
    if (weft::detail::allocation_fails()) throw std::bad_alloc();
    for (;;) {
        if (void* const memory = memory_of(size, alignment)) return memory;
        const std::new_handler handler = std::get_new_handler();
        if (handler == nullptr) throw std::bad_alloc();
        handler();
    }
}

void* try_allocate(std::size_t size, std::size_t alignment) noexcept {
    try {
        return allocate(size, alignment);
    } catch (...) {
        return nullptr;
    }
}

constexpr std::size_t k_any = 1;

} // namespace

using align = std::align_val_t;
using quiet = std::nothrow_t;
using count = std::size_t;

void* operator new(count size) { return allocate(size, k_any); }
void* operator new[](count size) { return allocate(size, k_any); }
void* operator new(count size, align to) { return allocate(size, static_cast<count>(to)); }
void* operator new[](count size, align to) { return allocate(size, static_cast<count>(to)); }
void* operator new(count size, const quiet&) noexcept { return try_allocate(size, k_any); }
void* operator new[](count size, const quiet&) noexcept { return try_allocate(size, k_any); }
void* operator new(count size, align to, const quiet&) noexcept { return try_allocate(size, static_cast<count>(to)); }
void* operator new[](count size, align to, const quiet&) noexcept { return try_allocate(size, static_cast<count>(to)); }

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, count) noexcept { std::free(memory); }
void operator delete[](void* memory, count) noexcept { std::free(memory); }
void operator delete(void* memory, align) noexcept { std::free(memory); }
void operator delete[](void* memory, align) noexcept { std::free(memory); }
void operator delete(void* memory, count, align) noexcept { std::free(memory); }
void operator delete[](void* memory, count, align) noexcept { std::free(memory); }
void operator delete(void* memory, const quiet&) noexcept { std::free(memory); }
void operator delete[](void* memory, const quiet&) noexcept { std::free(memory); }
void operator delete(void* memory, align, const quiet&) noexcept { std::free(memory); }
void operator delete[](void* memory, align, const quiet&) noexcept { std::free(memory); }
