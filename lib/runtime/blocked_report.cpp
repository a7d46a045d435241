// SPDX-License-Identifier: BSL-1.0
#include "runtime/blocked_report.hpp"

#include "base/blocking_mutex.hpp"
#include "base/report_text.hpp"
#include "context/fault.hpp"
#include "context/stay_loaded.hpp"
#include "fiber/carrier.hpp"
#include "fiber/describe.hpp"
#include "runtime/call_stack.hpp"
#include "runtime/fiber_sight.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <mutex>

namespace weft::detail {
namespace {

constexpr int k_signal = SIGURG; // ignored by default, so a stray one harms nobody
constexpr auto k_patience = std::chrono::seconds(2);
constexpr timespec k_nap{.tv_sec = 0, .tv_nsec = 100'000};

signal_action previous_action{};
blocking_mutex one_question; // held by whoever asks

/// Moved by whoever asks: idle -> asked; asked or answered -> idle. By the handler: asked -> answering -> answered. A handler
/// that comes too late finds idle, and does nothing.
enum class step : int { idle, asked, answering, answered };
std::atomic<step> progress{step::idle};

// The answer. The handler writes it while the step is `answering`; whoever asked reads it after.
bool runs_a_fiber = false;
fiber_sight blocker;
call_stack place;

/// Runs on the worker's thread, on its signal stack: only copies.
void answer_asker(const void* machine) noexcept {
    const carrier* const here = current_carrier();
    runs_a_fiber = here != nullptr && here->current() != nullptr && look_at(*here->current(), blocker);
    if (runs_a_fiber) place.copy(machine);
}

void handle(int number, siginfo_t* info, void* machine) noexcept {
    const int interrupted = errno;
    step expected = step::asked;
    if (progress.compare_exchange_strong(expected, step::answering, std::memory_order_seq_cst)) {
        answer_asker(machine);
        progress.store(step::answered, std::memory_order_seq_cst);
    } else if (previous_action.sa_handler != SIG_DFL && previous_action.sa_handler != SIG_IGN) {
        pass_signal_on(previous_action, number, info, machine);
    }
    errno = interrupted;
}

/// True when there is an answer. False: the thread has not answered in time, and no answer will come.
bool wait_for_answer() noexcept {
    const auto limit = std::chrono::steady_clock::now() + k_patience;
    while (progress.load(std::memory_order_seq_cst) != step::answered) {
        step expected = step::asked;
        if (std::chrono::steady_clock::now() >= limit &&
            progress.compare_exchange_strong(expected, step::idle, std::memory_order_seq_cst))
            return false;
        ::nanosleep(&k_nap, nullptr);
    }
    return true;
}

} // namespace

void install_blocked_report() {
    static std::once_flag once;
    std::call_once(once, [] {
        call_stack::load();
        stay_loaded();
        signal_action action{};
        action.sa_sigaction = &handle;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
        ::sigaction(k_signal, nullptr, &previous_action); // known before the handler can run
        ::sigaction(k_signal, &action, nullptr);
    });
}

blocked_question::blocked_question() noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { one_question.lock(); }
blocked_question::~blocked_question() WEFT_NO_THREAD_SAFETY_ANALYSIS {
    progress.store(step::idle, std::memory_order_seq_cst);
    one_question.unlock();
}

void blocked_question::ask(pthread_t thread) noexcept {
    progress.store(step::asked, std::memory_order_seq_cst);
    ::pthread_kill(thread, k_signal);
}

bool blocked_question::print_answer() noexcept {
    if (!wait_for_answer() || !runs_a_fiber) return false;
    stderr_text text;
    text.add("weft: ");
    describe_fiber(text, blocker.name.data(), blocker.id);
    text.add(", spawned at ").add_place(blocker.file, blocker.line).add(", blocks its worker; it is at:\n");
    place.describe(text);
    return true;
}

} // namespace weft::detail
