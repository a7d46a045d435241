// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/context.hpp"
#include "context/switch/sanitizers.hpp"
#include <weft/detail/context/native_context.hpp>

#if WEFT_HAVE_FCONTEXT
#include "context/switch/boost_context.hpp"
#endif

#include <gtest/gtest.h>

#include <type_traits>

namespace weft::detail {

// The bodies of the switch that this build can test: sanitizers do not follow the native one.
#if WEFT_ASAN || WEFT_TSAN
using tested_bodies = ::testing::Types<boost_context>;
#elif WEFT_HAVE_FCONTEXT
using tested_bodies = ::testing::Types<native_context, boost_context>;
#else
using tested_bodies = ::testing::Types<native_context>;
#endif

/// Tells the bodies apart by name in the list of tests.
struct body_names {
    template <class Body>
    static std::string GetName(int) {
        return std::is_same_v<Body, native_context> ? "native" : "boost";
    }
};

} // namespace weft::detail
