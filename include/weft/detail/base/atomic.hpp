// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <atomic>

#if WEFT_MODEL
#include <weft/detail/base/model_atomic.hpp>
#endif

// The one door through which weft's own code reaches atomics: the model build, which explores schedules, puts another
// body here (docs/model_checking.md).

namespace weft::detail::base {

#if WEFT_MODEL
using model::atomic;
#else
template <class T>
using atomic = std::atomic<T>;
#endif

using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

} // namespace weft::detail::base
