// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>

namespace weft::test {

/// How a child process ended and what it wrote to stderr.
struct child_end {
    int status = -1; ///< as a shell shows it: the exit status, or 128 + the signal
    std::string error_text;
};

/// Runs `body` in a child process (a fork of this one, which must have no other thread now) and waits for its end. A
/// body that returns ends the child with status 0. After `seconds` the child is ended: status 142.
child_end in_child(const std::function<void()>& body, unsigned seconds = 60);

inline constexpr int k_aborted = 134;

/// True in builds whose sanitizer changes limits, signals or addresses.
bool is_sanitized();

} // namespace weft::test
