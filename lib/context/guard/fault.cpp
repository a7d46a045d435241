// SPDX-License-Identifier: BSL-1.0
#include "context/guard/fault.hpp"

#include <pthread.h>
#include <ucontext.h>

namespace weft::detail::guards {

namespace {

// A signal that a fault raised comes back when its handler returns; one that someone sent must be sent again.
void let_default_action_happen(int signal, const siginfo_t& info) noexcept {
    signal_action by_default{};
    by_default.sa_handler = SIG_DFL;
    ::sigaction(signal, &by_default, nullptr);
    if (info.si_code <= 0) ::raise(signal);
}

} // namespace

std::uintptr_t fault_stack_pointer([[maybe_unused]] const void* machine) noexcept {
#if defined(__x86_64__)
    return static_cast<std::uintptr_t>(static_cast<const ucontext_t*>(machine)->uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
    return static_cast<const ucontext_t*>(machine)->uc_mcontext.sp;
#else
    return 0;
#endif
}

std::uintptr_t fault_instruction([[maybe_unused]] const void* machine) noexcept {
#if defined(__x86_64__)
    return static_cast<std::uintptr_t>(static_cast<const ucontext_t*>(machine)->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
    return static_cast<const ucontext_t*>(machine)->uc_mcontext.pc;
#else
    return 0;
#endif
}

void pass_signal_on(const signal_action& previous, int signal, siginfo_t* info, void* machine) noexcept {
    const bool sent = info->si_code <= 0;
    if (previous.sa_handler == SIG_IGN && sent) return;
    if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN)
        return let_default_action_happen(signal, *info);
    ::pthread_sigmask(SIG_BLOCK, &previous.sa_mask, nullptr); // undone when the handler returns
    if ((previous.sa_flags & SA_SIGINFO) != 0) return previous.sa_sigaction(signal, info, machine);
    previous.sa_handler(signal);
}

} // namespace weft::detail::guards
