// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>

// The one door through which weft's own code reaches atomics: a build that explores schedules puts another body here.

namespace weft::detail {

template <class T>
using atomic = std::atomic<T>;

using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

} // namespace weft::detail
