// SPDX-License-Identifier: BSL-1.0
#include "context/guard/guard.hpp"

#include "context/stack/advise_batch.hpp"
#include "context/stack/page_size.hpp"
#include "context/stack/valgrind.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <span>

namespace weft::detail::guards {

namespace {

constexpr int k_madv_guard_install = 102; // MADV_GUARD_INSTALL, newer than the C library's headers
constexpr std::size_t k_batch = 64;

bool mark(std::byte* at, std::size_t size) noexcept { return ::madvise(at, size, k_madv_guard_install) == 0; }

bool protect(std::byte* at, std::size_t size) noexcept { return ::mprotect(at, size, PROT_NONE) == 0; }

// An emulator may accept an advice it does not know and do nothing, so the probe looks: a path that begins in a guard
// cannot be read, one in an ordinary page can (and is empty).
bool is_guarded(std::byte* at) noexcept {
    return ::access(reinterpret_cast<const char*>(at), F_OK) != 0 && errno == EFAULT;
}

bool kernel_marks() noexcept {
    const std::size_t page = page_size();
    void* const probe = ::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (probe == MAP_FAILED) return false;
    auto* const at = static_cast<std::byte*>(probe);
    const bool marked = mark(at, page) && is_guarded(at);
    ::munmap(probe, page);
    return marked;
}

// One call for many guards saves about 0.2 us each. What the kernel does not do here (0 is returned where it knows no
// such call) is left to install_one().
std::size_t mark_batch(std::byte* first, std::size_t size, std::size_t stride, std::size_t count) noexcept {
    std::array<iovec, k_batch> at{};
    const std::size_t wanted = std::min(count, k_batch);
    for (std::size_t i = 0; i < wanted; ++i) at[i] = {first + i * stride, size};
    return advise_batch(std::span(at).first(wanted), k_madv_guard_install);
}

// EINVAL is the answer for locked memory, where a guard cannot be marked.
bool install_one(guard_kind kind, std::byte* at, std::size_t size) noexcept {
    if (kind == guard_kind::protect) return protect(at, size);
    return mark(at, size) || (errno == EINVAL && protect(at, size));
}

} // namespace

std::size_t default_guard_size() noexcept {
#if defined(__aarch64__)
    return 65536;
#else
    return 16384;
#endif
}

guard_kind find_guard() noexcept {
    const char* const forced = std::getenv("WEFT_GUARD");
    if (forced != nullptr && std::strcmp(forced, "mprotect") == 0) return guard_kind::protect;
    if (runs_on_valgrind()) return guard_kind::protect;
    return kernel_marks() ? guard_kind::mark : guard_kind::protect;
}

guard_kind available_guard() noexcept {
    static const guard_kind kind = find_guard();
    return kind;
}

std::size_t install_guards(guard_kind kind, std::byte* first, std::size_t size, std::size_t stride,
                           std::size_t count) noexcept {
    std::size_t done = 0;
    while (kind == guard_kind::mark && count - done > 1) {
        const std::size_t marked = mark_batch(first + done * stride, size, stride, count - done);
        if (marked == 0) break;
        done += marked;
    }
    while (done < count && install_one(kind, first + done * stride, size)) ++done;
    return done;
}

} // namespace weft::detail::guards
