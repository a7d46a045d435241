// SPDX-License-Identifier: BSL-1.0
#include "context/switch/shadow_stack.hpp"

#include <weft/resource_error.hpp>

#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The numbers are newer than the headers of the C library.

namespace weft::detail::ctx {
namespace {

constexpr std::uint64_t k_enabled = 1; // ARCH_SHSTK_SHSTK, PR_SHADOW_STACK_ENABLE

#if defined(__x86_64__)
constexpr const char* k_tunable = "glibc.cpu.x86_shstk";
constexpr const char* k_turned_off = "GLIBC_TUNABLES=glibc.cpu.x86_shstk=off";
#else
constexpr const char* k_tunable = "glibc.cpu.aarch64_gcs";
constexpr const char* k_turned_off = "GLIBC_TUNABLES=glibc.cpu.aarch64_gcs=0";
#endif

} // namespace

bool system_shadow_stack(std::uint64_t& features) noexcept {
#if defined(__x86_64__)
    constexpr int arch_shstk_status = 0x5005;
    return ::syscall(SYS_arch_prctl, arch_shstk_status, &features) == 0;
#elif defined(__aarch64__)
    constexpr int pr_get_shadow_stack_status = 74;
    return ::prctl(pr_get_shadow_stack_status, &features, 0, 0, 0) == 0;
#else
    static_cast<void>(features);
    return false;
#endif
}

void refuse_shadow_stack(shadow_stack_query query) {
    std::uint64_t features = 0;
    if (!query(features) || (features & k_enabled) == 0) return;
    throw resource_error(k_tunable,
                         std::string("weft: this process has a hardware shadow stack, which cannot follow a switch "
                                     "between fibers: start it with ") +
                             k_turned_off + ", or link it without -z shstk");
}

void refuse_shadow_stack_of_process() {
    // When it throws, the next call asks again.
    static const bool refused_none = (refuse_shadow_stack(&system_shadow_stack), true);
    static_cast<void>(refused_none);
}

} // namespace weft::detail::ctx
