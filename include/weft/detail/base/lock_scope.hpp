// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/thread_safety.hpp>

namespace weft::detail::base {

/// Holds a lock until the end of the scope, as std::lock_guard does, but so that Clang's analysis sees it.
template <class Lock>
class WEFT_SCOPED lock_scope {
public:
    explicit lock_scope(Lock& lock) noexcept WEFT_ACQUIRE(lock) : lock_(lock) { lock_.lock(); }
    lock_scope(const lock_scope&) = delete;
    lock_scope& operator=(const lock_scope&) = delete;
    ~lock_scope() WEFT_RELEASE() { lock_.unlock(); }

private:
    Lock& lock_;
};

} // namespace weft::detail::base
