// SPDX-License-Identifier: BSL-1.0
#include "observe/blocked_report.hpp"

#include "base/blocking_mutex.hpp"
#include "base/report_text.hpp"
#include "context/guard/fault.hpp"
#include "context/guard/stay_loaded.hpp"
#include "fiber/carrier.hpp"
#include "fiber/describe.hpp"
#include "observe/call_stack.hpp"
#include "observe/fiber_sight.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <mutex>
#include <pthread.h>

namespace weft::detail::observe {
namespace {

constexpr int k_signal = SIGURG; // ignored by default, so a stray one harms nobody
constexpr auto k_patience = std::chrono::seconds(2);
constexpr timespec k_nap{.tv_sec = 0, .tv_nsec = 100'000};

signal_action previous_action{};
blocking_mutex one_question; // held by whoever asks

/// The number of the question, and how far it has come. The asker moves idle -> asked, and asked or answered -> idle;
/// the handler moves asked -> answering -> answered. A handler that comes too late finds no question, or one with
/// another number, and does nothing.
enum class step : std::uint64_t { idle, asked, answering, answered };
constexpr std::uint64_t k_steps = 4;
std::atomic<std::uint64_t> progress{0};
std::atomic<pthread_t> who_is_asked{};

constexpr std::uint64_t moved_to(step where, std::uint64_t question) noexcept {
    return question / k_steps * k_steps + static_cast<std::uint64_t>(where);
}
constexpr step step_of(std::uint64_t question) noexcept { return static_cast<step>(question % k_steps); }

/// For the one that has the next move: nobody else moves meanwhile.
void move_on(step where) noexcept {
    progress.store(moved_to(where, progress.load(std::memory_order_relaxed)), std::memory_order_seq_cst);
}

/// Begins to answer if this thread is asked. Of the number that was read first only: by now another thread may be
/// asked.
bool begin_answer() noexcept {
    std::uint64_t question = progress.load(std::memory_order_seq_cst);
    return step_of(question) == step::asked && who_is_asked.load(std::memory_order_seq_cst) == ::pthread_self() &&
           progress.compare_exchange_strong(question, moved_to(step::answering, question), std::memory_order_seq_cst);
}

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
    if (begin_answer()) {
        answer_asker(machine);
        move_on(step::answered);
    } else if (previous_action.sa_handler != SIG_DFL && previous_action.sa_handler != SIG_IGN) {
        pass_signal_on(previous_action, number, info, machine);
    }
    errno = interrupted;
}

/// True when there is an answer. False: the thread has not answered in time, and no answer will come.
bool wait_for_answer() noexcept {
    const auto limit = std::chrono::steady_clock::now() + k_patience;
    for (;;) {
        std::uint64_t question = progress.load(std::memory_order_seq_cst);
        if (step_of(question) == step::answered) return true;
        if (std::chrono::steady_clock::now() >= limit && step_of(question) == step::asked &&
            progress.compare_exchange_strong(question, moved_to(step::idle, question), std::memory_order_seq_cst))
            return false;
        ::nanosleep(&k_nap, nullptr);
    }
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
    move_on(step::idle);
    one_question.unlock();
}

void blocked_question::ask(pthread_t thread) noexcept {
    who_is_asked.store(thread, std::memory_order_seq_cst);
    progress.store(moved_to(step::asked, progress.load(std::memory_order_relaxed) + k_steps),
                   std::memory_order_seq_cst);
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

} // namespace weft::detail::observe
