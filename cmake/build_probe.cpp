// SPDX-License-Identifier: BSL-1.0
// Preprocessed by cmake/weft_build_header.cmake: what the compiler and its flags are, one name a line.
#include <version>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
int weft_probe_asan;
#endif
#if __has_feature(thread_sanitizer)
int weft_probe_tsan;
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
int weft_probe_asan;
#endif
#if defined(__SANITIZE_THREAD__)
int weft_probe_tsan;
#endif
#if defined(_LIBCPP_VERSION)
int weft_probe_libcpp;
#endif
