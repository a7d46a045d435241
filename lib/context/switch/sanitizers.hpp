// SPDX-License-Identifier: BSL-1.0
#pragma once

// WEFT_ASAN and WEFT_TSAN tell, as 0 or 1, which sanitizer this build has; GCC and Clang say it in different ways.

#if defined(__has_feature)
#define WEFT_HAS_FEATURE(name) __has_feature(name)
#else
#define WEFT_HAS_FEATURE(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || WEFT_HAS_FEATURE(address_sanitizer)
#define WEFT_ASAN 1
#else
#define WEFT_ASAN 0
#endif

#if defined(__SANITIZE_THREAD__) || WEFT_HAS_FEATURE(thread_sanitizer)
#define WEFT_TSAN 1
#else
#define WEFT_TSAN 0
#endif

#undef WEFT_HAS_FEATURE
