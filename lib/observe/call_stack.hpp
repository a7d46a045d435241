// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/report_text.hpp"

#include <array>
#include <cstddef>

namespace weft::detail::observe {

/// The innermost frames of a thread that a signal has interrupted.
class call_stack {
public:
    /// Loads the unwinder: before the first copy(), outside signal handlers.
    static void load() noexcept;

    /// Copies the frames that lie below the calling signal handler, whose third argument is `machine`.
    void copy(const void* machine) noexcept;

    /// A line for each frame, the innermost first: the function, as far as the dynamic linker knows it, and where in
    /// its file it is, for addr2line. Demangling allocates: not in a signal handler. Without memory names stay mangled.
    void describe(report_text& text) const noexcept;

private:
    std::array<void*, 32> frames_{};
    std::size_t first_ = 0;
    std::size_t end_ = 0;
};

} // namespace weft::detail::observe
