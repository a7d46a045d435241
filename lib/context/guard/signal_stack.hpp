// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <csignal>
#include <cstddef>
#include <cstdint>

namespace weft::detail::guards {

/// signal_stack gives the thread that makes it a stack of its own for signal handlers, 64 KiB with a guard below, and
/// restores what was there before. Made and destroyed by the same thread. Those of a thread may go in any order: each
/// remembers what it lies over, and one below others is taken out. A stack that the program has set meanwhile stays.
/// Throws weft::resource_error.
class signal_stack {
public:
    /// on_top: handlers use it from now on. at_bottom: they use it once every signal_stack that the thread has now is
    /// gone.
    enum class placed : std::uint8_t { on_top, at_bottom };

    explicit signal_stack(placed where = placed::on_top);
    signal_stack(const signal_stack&) = delete;
    signal_stack& operator=(const signal_stack&) = delete;
    ~signal_stack();

    /// True when the program itself has given the calling thread a stack for signal handlers: now, or below all of
    /// these.
    static bool is_there_a_foreign_one() noexcept;

private:
    void put_on_top() noexcept;
    void put_below(signal_stack& upper) noexcept;
    stack_t as_stack() const noexcept;

    std::byte* mapping_;
    std::size_t bytes_;
    stack_t previous_{};            // what is restored when this one goes
    signal_stack* below_ = nullptr; // of the same thread
};

} // namespace weft::detail::guards
