// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

// What weft::asio asks of a translation unit, and how it wants Asio; included before any header of Asio.

#if !defined(__cpp_rtti)
#error "weft::asio needs RTTI, by which Asio tells its services apart: compile without -fno-rtti"
#endif

#if defined(__clang__) && !WEFT_BUILT_BY_CLANG
#error                                                                                                                 \
    "this weft::asio was built by g++, and clang has other names for Asio's compiled functions: build weft with clang++, or compile with g++"
#elif !defined(__clang__) && WEFT_BUILT_BY_CLANG
#error                                                                                                                 \
    "this weft::asio was built by clang, and g++ has other names for Asio's compiled functions: build weft with g++, or compile with clang++"
#endif

// Asio's own functions are compiled once, in weft_asio, and not inlined into a fiber's functions: they look at
// thread-local variables, whose address a compiler keeps across a suspension that ends on another thread.
#if !defined(BOOST_ASIO_SEPARATE_COMPILATION)
#if defined(BOOST_ASIO_DETAIL_CONFIG_HPP)
#error "include weft's headers before Asio's, or compile with -DBOOST_ASIO_SEPARATE_COMPILATION"
#endif
#define BOOST_ASIO_SEPARATE_COMPILATION
#endif
