// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

// Which lock guards which field, and which function needs, takes or gives back which lock: checked by Clang's
// -Wthread-safety, nothing to other compilers.

#ifdef __clang__
#define WEFT_THREAD_SAFETY(attribute) __attribute__((attribute))
#else
#define WEFT_THREAD_SAFETY(attribute)
#endif

/// A class whose objects are locks.
#define WEFT_CAPABILITY(name) WEFT_THREAD_SAFETY(capability(name))
/// A class whose objects hold a lock for as long as they live.
#define WEFT_SCOPED WEFT_THREAD_SAFETY(scoped_lockable)
/// A field that is read and written only with the lock held.
#define WEFT_GUARDED_BY(lock) WEFT_THREAD_SAFETY(guarded_by(lock))

// A function that takes the lock (no argument: the object itself), gives it back, takes it if it returns the first
// argument,
#define WEFT_ACQUIRE(...) WEFT_THREAD_SAFETY(acquire_capability(__VA_ARGS__))
#define WEFT_RELEASE(...) WEFT_THREAD_SAFETY(release_capability(__VA_ARGS__))
#define WEFT_TRY_ACQUIRE(...) WEFT_THREAD_SAFETY(try_acquire_capability(__VA_ARGS__))
// is called with the lock held, is called without it,
#define WEFT_REQUIRES(...) WEFT_THREAD_SAFETY(requires_capability(__VA_ARGS__))
#define WEFT_EXCLUDES(...) WEFT_THREAD_SAFETY(locks_excluded(__VA_ARGS__))
// or does what the analysis cannot follow: say why on the line.
#define WEFT_NO_THREAD_SAFETY_ANALYSIS WEFT_THREAD_SAFETY(no_thread_safety_analysis)
