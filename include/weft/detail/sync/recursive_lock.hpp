// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/sync/lock_core.hpp>

#include <cstddef>

namespace weft::detail::sync {

/// A lock that its owner may take again, and gives back as often. Any fiber or thread.
class WEFT_API recursive_lock {
public:
    void lock() noexcept {
        if (try_enter_again()) return;
        core_.lock();
        depth_ = 1;
    }
    bool try_lock() noexcept { return try_enter_again() || enter(core_.try_lock()); }
    bool try_lock_until(time_point deadline) noexcept {
        return try_enter_again() || enter(core_.try_lock_until(deadline));
    }
    void unlock() noexcept {
        if (!core_.is_mine() || --depth_ == 0) core_.unlock(); // which reports a stranger
    }

private:
    bool try_enter_again() noexcept {
        if (!core_.is_mine()) return false;
        ++depth_;
        return true;
    }
    bool enter(bool taken) noexcept {
        if (taken) depth_ = 1;
        return taken;
    }

    lock_core core_;
    std::size_t depth_ = 0; // the owner only
};

} // namespace weft::detail::sync
