// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/switch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace weft::detail::model {

using time_point = std::chrono::steady_clock::time_point;

/// What a virtual thread waits for while it cannot run.
enum class wait_kind : std::uint8_t { none, futex, join };

/// A thread of the explored program: a flow of control of its own on one OS thread. Its stack stays for the next run.
struct virtual_thread {
    static constexpr std::size_t k_callable = 64;
    static constexpr std::size_t k_locals = 64;

    execution exec;
    exception_globals exceptions; // while it does not run
    const char* name = "";
    void (*call)(void* callable) = nullptr; // calls and destroys it
    wait_kind waits = wait_kind::none;
    std::uint32_t joins = 0; // a bit for each thread whose end it waits for
    // It was switched away from just before an access, about which the strategy was asked already
    bool at_access = false;
    bool timed_out = false; // its futex wait ended by its deadline
    const void* futex = nullptr;
    time_point deadline = time_point::max();
    std::uint64_t since = 0; // orders those who wait on one futex, and those who pause
    bool has_locals = false; // then their end is noticed
    alignas(16) std::byte callable[k_callable];
    // What an OS thread keeps in thread-local variables; zeroed at the beginning
    alignas(16) std::byte locals[k_locals];
};

} // namespace weft::detail::model
