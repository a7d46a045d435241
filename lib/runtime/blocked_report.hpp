// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <pthread.h>

namespace weft::detail {

/// Installs the handler through which a worker's own thread reports the fiber that blocks it (SIGURG). Idempotent; any thread.
void install_blocked_report();

/// Asks the thread of a worker for the report. Any thread, while that thread lives.
void ask_for_blocked_report(pthread_t thread) noexcept;

} // namespace weft::detail
