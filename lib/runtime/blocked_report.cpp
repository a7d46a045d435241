// SPDX-License-Identifier: BSL-1.0
#include "runtime/blocked_report.hpp"

#include "context/fault.hpp"
#include "context/stay_loaded.hpp"
#include "runtime/runtime_core.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <execinfo.h>
#include <mutex>
#include <unistd.h>

namespace weft::detail {
namespace {

constexpr int k_signal = SIGURG; // ignored by default, so a stray one harms nobody

signal_action previous_action{};

void write_all(const char* text, int length) noexcept {
    if (length > 0 && ::write(STDERR_FILENO, text, static_cast<std::size_t>(length)) < 0) return;
}

/// Runs on the worker's thread, on its signal stack: reads, formats into a local buffer, writes.
void report(const fiber_record& fiber) noexcept {
    char line[512];
    const bool named = fiber.is_named;
    write_all(line, std::snprintf(line, sizeof line,
                                  "weft: fiber %s%s%s#%llu blocks its worker; spawned at %s:%u; it is at:\n",
                                  named ? "'" : "", fiber.name_or_empty(), named ? "' " : "",
                                  static_cast<unsigned long long>(fiber.id), fiber.spawn_file, fiber.spawn_line));
    void* frames[32];
    const int count = ::backtrace(frames, 32);
    constexpr int skipped = 2; // this function and the handler
    if (count > skipped) ::backtrace_symbols_fd(frames + skipped, count - skipped, STDERR_FILENO);
}

void handle(int number, siginfo_t* info, void* state) noexcept {
    const int interrupted = errno;
    const carrier* const here = current_carrier();
    if (here != nullptr && here->current() != nullptr) {
        report(*here->current());
        static_cast<const worker*>(here)->core().count_blocked_report();
    } else if (previous_action.sa_handler != SIG_DFL && previous_action.sa_handler != SIG_IGN) {
        pass_signal_on(previous_action, number, info, state);
    }
    errno = interrupted;
}

} // namespace

void install_blocked_report() {
    static std::once_flag once;
    std::call_once(once, [] {
        void* frame = nullptr;
        ::backtrace(&frame, 1); // loads the unwinder now, not in the handler
        stay_loaded();
        signal_action action{};
        action.sa_sigaction = &handle;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
        ::sigaction(k_signal, nullptr, &previous_action); // known before the handler can run
        ::sigaction(k_signal, &action, nullptr);
    });
}

void ask_for_blocked_report(pthread_t thread) noexcept { ::pthread_kill(thread, k_signal); }

} // namespace weft::detail
