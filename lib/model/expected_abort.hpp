// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>

#include <cstdint>

namespace weft::model {

/// While one lives, detail::abort_with() tells it and comes back; otherwise it fails the run. One at a time, within a
/// run.
class expected_abort {
public:
    expected_abort() noexcept;
    expected_abort(const expected_abort&) = delete;
    expected_abort& operator=(const expected_abort&) = delete;
    ~expected_abort();

    /// Waits until abort_with() was called.
    void wait() noexcept;

    /// Called by abort_with(); false when nobody expects it.
    static bool tell() noexcept;

private:
    detail::atomic<std::uint32_t> came_{0};
};

} // namespace weft::model
