// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/thread_safety.hpp>

#include <mutex>

namespace weft::detail::base {

/// std::mutex, so that Clang's analysis sees it: blocks the thread. For sections with system calls; elsewhere
/// tiny_lock.
class WEFT_CAPABILITY("mutex") blocking_mutex {
public:
    void lock() noexcept WEFT_ACQUIRE() { mutex_.lock(); }
    void unlock() noexcept WEFT_RELEASE() { mutex_.unlock(); }

private:
    std::mutex mutex_;
};

} // namespace weft::detail::base
