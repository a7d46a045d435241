// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace weft::detail {

/// exception_globals is what the C++ runtime keeps per thread about exceptions being handled and in flight. It belongs
/// to the flow of control, so it has to travel with the fiber: whoever switches away while any() saves both words,
/// zeroes them, and after being resumed writes them to the globals of the thread it then runs on.
struct exception_globals {
    void* caught = nullptr; // the chain of exceptions whose handlers are running
    unsigned uncaught = 0;  // how many are unwinding: std::uncaught_exceptions()

    [[nodiscard]] bool any() const noexcept { return (reinterpret_cast<std::uintptr_t>(caught) | uncaught) != 0; }
};

/// thread_exception_globals() is the calling thread's, constant for its life; ask once per worker. It is never folded
/// or hoisted, although the function it wraps is declared const: after a switch the thread may be another.
[[gnu::noinline]] exception_globals* thread_exception_globals() noexcept;

} // namespace weft::detail
