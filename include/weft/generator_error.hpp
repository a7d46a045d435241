// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <stdexcept>

namespace weft {

/// generator_error says that a generator was used against its protocol, or broke it: the sentence names the generator
/// and the fix. The generator is as it was before the call.
struct WEFT_API generator_error : std::logic_error {
    using std::logic_error::logic_error;
};

/// generator_exit is what a generator's body sees, at the yield where it was left, when the generator is closed or
/// destroyed: Python's GeneratorExit. It unwinds the body's stack. It does not derive from std::exception. A handler
/// that catches it may clean up and return or rethrow; a body that goes on and yields again breaks the protocol.
struct WEFT_API generator_exit {};

} // namespace weft
