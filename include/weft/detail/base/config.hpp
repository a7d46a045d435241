// SPDX-License-Identifier: BSL-1.0
#pragma once

// What the build is, as 0 or 1.

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

// 1 where atomics, futex and clock are simulated (docs/model_checking.md).
#ifndef WEFT_MODEL
#define WEFT_MODEL 0
#endif
