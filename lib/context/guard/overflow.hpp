// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/report_text.hpp"
#include "context/guard/signal_stack.hpp"

#include <cstddef>
#include <cstdint>

namespace weft::detail::guards {

/// fiber_description is what the report of an overflow says about the running fiber.
struct fiber_description {
    const char* name = nullptr; // null or empty: it has none
    std::uint64_t id = 0;
    std::size_t stack_size = 0; // bytes as configured; 0: what the pool knows
};

/// describe_current tells about the fiber that runs on the calling thread; false when none does. It is called from a
/// signal handler on an alternate stack: it may only read.
using describe_current = bool (*)(fiber_description& description) noexcept;

/// install_overflow_handler() makes SIGSEGV and SIGBUS report the overflow of a fiber's stack by name, in one line on
/// stderr, and abort the process. Every other fault goes to the action found at the first call, with the original
/// siginfo. Calling it again changes nothing but `describe`. It needs a signal_stack on each thread that runs fibers.
/// Any thread. A frame larger than the guard is seen only in code compiled with -fstack-clash-protection, which
/// linking weft::weft passes on.
void install_overflow_handler(describe_current describe);

/// describe_owner adds what the report says about a stack whose `owner` is set: "generator 'countdown'". It is called
/// from a signal handler: it may only read.
using describe_owner = void (*)(report_text& text, const void* owner) noexcept;

/// As install_overflow_handler(), for stacks that are no fiber's. The two do not touch each other's describer.
void install_overflow_handler_for_owners(describe_owner describe);

} // namespace weft::detail::guards
