// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <pthread.h>

namespace weft::detail::observe {

/// Installs the handler through which a worker's own thread tells the fiber that blocks it (SIGURG). Idempotent; any
/// thread.
void install_blocked_report();

/// A question to the thread of a worker: which fiber do you run, and where is it? The constructor waits while another
/// question is open in the process. A signal interrupts the thread, which copies the answer and goes on. Whoever asked
/// prints the answer, as names of functions cannot be had in a signal handler. Not on a worker.
class blocked_question {
public:
    blocked_question() noexcept;
    blocked_question(const blocked_question&) = delete;
    blocked_question& operator=(const blocked_question&) = delete;
    ~blocked_question();

    /// While that thread lives.
    void ask(pthread_t thread) noexcept;

    /// Waits for the answer, 2 s at most, and prints it; false when the thread runs no fiber, or does not answer.
    [[nodiscard]] bool print_answer() noexcept;
};

} // namespace weft::detail::observe
