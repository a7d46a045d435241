// SPDX-License-Identifier: BSL-1.0
#pragma once

// What the build is: every public header includes this file, directly or not. What a translation unit must have in
// common with the compiled library is refused here, in a sentence; docs/packaging.md says more about each.

#if __cplusplus < 202002L
#error "weft needs C++20: compile with -std=c++20 (or later)"
#elif !defined(__cpp_exceptions)
#error "weft reports errors by exceptions: compile without -fno-exceptions"
#elif !__has_include(<weft/detail/build.hpp>)
#error                                                                                                                 \
    "weft/detail/build.hpp is missing. It is made when weft is built: use the headers of an installed weft, or link weft::weft in CMake"
#else
#include <weft/detail/base/rooms.hpp>
#include <weft/detail/build.hpp>
#endif

#if defined(yield)
#error                                                                                                                 \
    "a macro is called yield: include weft's headers before <boost/asio/yield.hpp>, or use Asio's BOOST_ASIO_CORO_YIELD in its place"
#endif

#include <version>

/// What users' code may call in the compiled library. All else in it is compiled with hidden visibility.
#define WEFT_API [[gnu::visibility("default")]]

#if defined(__SANITIZE_THREAD__)
#define WEFT_HAS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WEFT_HAS_TSAN 1
#endif
#endif
#ifndef WEFT_HAS_TSAN
#define WEFT_HAS_TSAN 0
#endif

#if defined(__SANITIZE_ADDRESS__)
#define WEFT_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEFT_HAS_ASAN 1
#endif
#endif
#ifndef WEFT_HAS_ASAN
#define WEFT_HAS_ASAN 0
#endif

// Fiber records and generators have room for what a sanitizer wants to know, and only a library built with it tells it.
#if WEFT_HAS_ASAN && !WEFT_BUILT_WITH_ASAN
#error                                                                                                                 \
    "this weft was built without AddressSanitizer, so it would not tell it about fibers: build weft with -DWEFT_SANITIZE=address"
#elif !WEFT_HAS_ASAN && WEFT_BUILT_WITH_ASAN
#error                                                                                                                 \
    "this weft was built with AddressSanitizer: compile with -fsanitize=address, or take a weft built without WEFT_SANITIZE"
#endif
#if WEFT_HAS_TSAN && !WEFT_BUILT_WITH_TSAN
#error                                                                                                                 \
    "this weft was built without ThreadSanitizer, so it would not tell it about fibers: build weft with -DWEFT_SANITIZE=thread"
#elif !WEFT_HAS_TSAN && WEFT_BUILT_WITH_TSAN
#error                                                                                                                 \
    "this weft was built with ThreadSanitizer: compile with -fsanitize=thread, or take a weft built without WEFT_SANITIZE"
#endif

#if defined(_LIBCPP_VERSION) && !WEFT_BUILT_WITH_LIBCPP
#error                                                                                                                 \
    "this weft was built with libstdc++: compile without -stdlib=libc++, or build weft with CMAKE_CXX_FLAGS=-stdlib=libc++"
#elif !defined(_LIBCPP_VERSION) && WEFT_BUILT_WITH_LIBCPP
#error "this weft was built with libc++: compile with clang++ -stdlib=libc++, or build weft without that flag"
#elif !defined(__cpp_lib_jthread)
#error "weft needs std::stop_token: libc++ before 20 has it with -fexperimental-library only"
#endif

// 1 where atomics, futex and clock are simulated (docs/model_checking.md).
#ifndef WEFT_MODEL
#define WEFT_MODEL 0
#endif

namespace weft::detail::base {

/// Defined by the library under a name that says how it was built. An object file that was compiled against the headers
/// of another weft does not link, and the linker names the weft that the object file needs.
extern "C" WEFT_API const char WEFT_BUILD_TAG;
[[gnu::used]] inline const char* const wanted_build = &WEFT_BUILD_TAG;

} // namespace weft::detail::base
