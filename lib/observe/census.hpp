// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/blocking_mutex.hpp"

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/record.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weft::detail::observe {

/// A fiber as reports show it.
struct census_entry {
    std::uint64_t id = 0;
    std::string name;
    const char* file = "";
    std::uint32_t line = 0;
};

/// The fibers of a runtime that were spawned since the census began and have not ended. Exact for fibers whose spawn
/// happens after enter(). Any thread.
class census {
public:
    void add(const fiber_record& fiber);
    void remove(std::uint64_t id) noexcept;

    /// A scope begins (the first one begins the census), and ends.
    WEFT_API void enter();
    WEFT_API void leave() noexcept;

    /// Ascending by id.
    WEFT_API std::vector<census_entry> living() const;

private:
    mutable blocking_mutex lock_;
    std::map<std::uint64_t, census_entry> living_ WEFT_GUARDED_BY(lock_);
    unsigned scopes_ WEFT_GUARDED_BY(lock_) = 0;
};

} // namespace weft::detail::observe
