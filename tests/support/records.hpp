// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "fiber/record_pool.hpp"

#include <cstddef>

namespace weft::test {

/// How many records the pool has ever made: what is lost is made anew.
inline std::size_t records_ever_made() {
    std::size_t count = 0;
    detail::record_pool::instance().for_each([&](const detail::fiber_record&) { ++count; });
    return count;
}

} // namespace weft::test
