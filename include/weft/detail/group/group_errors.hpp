// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/detail/base/tiny_lock.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <vector>

namespace weft::detail::groups {

/// The errors of a group's children, in the order of their ends. Any thread; nothing suspends.
class WEFT_API group_errors {
public:
    /// Without memory it is counted alone, unless it is the first of those.
    void add(const std::exception_ptr& error) noexcept;

    /// The first, or null.
    std::exception_ptr first() noexcept;

    bool has(const std::exception_ptr& error) noexcept;

    /// All of them; `lost` becomes the number of those that there was no memory for. Throws std::bad_alloc.
    std::vector<std::exception_ptr> all(std::size_t& lost);

private:
    struct kept {
        std::exception_ptr error;
        std::unique_ptr<kept> next;
    };

    tiny_lock lock_;
    std::unique_ptr<kept> oldest_ WEFT_GUARDED_BY(lock_);
    kept* newest_ WEFT_GUARDED_BY(lock_) = nullptr;
    std::exception_ptr spare_ WEFT_GUARDED_BY(lock_); // one that there was no memory for
    std::size_t lost_ WEFT_GUARDED_BY(lock_) = 0;     // how many more
};

} // namespace weft::detail::groups
