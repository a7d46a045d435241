// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/context/context_types.hpp>

// WEFT_CONTEXT_NATIVE is set by the build: 1 takes native_context, 0 boost_context. Both have the same static
// interface, make() and switch_to(), and both pass the same tests.
#if WEFT_CONTEXT_NATIVE
#include <weft/detail/context/native_context.hpp>
#else
#include "context/switch/boost_context.hpp"
#endif

namespace weft::detail::ctx {

/// default_context is the body the runtime uses.
#if WEFT_CONTEXT_NATIVE
using default_context = native_context;
#else
using default_context = boost_context;
#endif

} // namespace weft::detail::ctx
