// SPDX-License-Identifier: BSL-1.0
#include "fiber/record_pool.hpp"

#include <cstddef>
#include <new>

namespace weft::detail::fibers {

record_pool& record_pool::instance() noexcept {
    alignas(record_pool) static std::byte memory[sizeof(record_pool)]; // no allocation, which might fail
    static record_pool& pool = *::new (memory) record_pool; // never destroyed: handles may outlive every runtime
    return pool;
}

} // namespace weft::detail::fibers
