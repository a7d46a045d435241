// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <unordered_set>

namespace weft::detail::kit {

/// What a simulated run has allocated and not freed, noted only in builds with a leak checker: the fibers of a run that
/// is given up lose their memory on purpose, and the checker must not call that a leak. One thread.
class lost_memory {
public:
    lost_memory();

    void note(const void* memory);
    void forget(const void* memory) noexcept;

    /// Tells the leak checker that nobody will free what is noted.
    void forgive() noexcept;

private:
    std::unordered_set<const void*> noted_;
    bool is_busy_ = false; // the set itself allocates
};

} // namespace weft::detail::kit
