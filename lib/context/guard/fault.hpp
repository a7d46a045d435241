// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <csignal>
#include <cstdint>

namespace weft::detail::guards {

/// signal_action is what the function sigaction() hides by its name.
using signal_action = struct sigaction;

/// fault_stack_pointer() is the stack pointer of the flow of control a signal interrupted, 0 where it is not known.
/// `machine` is the third argument of the signal handler.
std::uintptr_t fault_stack_pointer(const void* machine) noexcept;

/// fault_instruction() is where that flow of control was, 0 where it is not known.
std::uintptr_t fault_instruction(const void* machine) noexcept;

/// pass_signal_on() does with a signal what `previous` would have done, with the original siginfo. Called last in the
/// handler of `signal`, on the same thread.
void pass_signal_on(const signal_action& previous, int signal, siginfo_t* info, void* machine) noexcept;

} // namespace weft::detail::guards
