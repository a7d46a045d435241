// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <stdexcept>
#include <string>

namespace weft::testing {

/// Thrown by check() outside a simulation.
struct WEFT_API check_failed : std::logic_error {
    using std::logic_error::logic_error;
};

/// Inside a simulation a false condition fails the run, which is given up at once: the call does not return. Elsewhere
/// it throws check_failed.
WEFT_API void(check)(bool condition, const std::string& what);

/// Inside a simulation reports and traces call the object by this name, until the run ends. Elsewhere it does nothing.
WEFT_API void name(const void* object, std::string text);

/// Inside a simulation another fiber may run here, and traces show `what`. Elsewhere it does nothing. `what` is a
/// literal.
WEFT_API void point(const char* what);

/// True on a fiber of a simulated runtime.
WEFT_API bool is_simulated() noexcept;

} // namespace weft::testing
