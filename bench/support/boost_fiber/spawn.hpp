// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/fiber/all.hpp>

#include <memory>
#include <utility>

namespace bench::boost_fiber {

// A fiber with a 64-KiB stack, as weft's fibers have. Boost.Fiber's own default of 128 KiB is glibc's mmap threshold:
// each stack would be mapped and unmapped, which makes spawning several times slower.
template <class Fn>
boost::fibers::fiber spawn(Fn&& fn) {
    return boost::fibers::fiber(std::allocator_arg, boost::fibers::fixedsize_stack(64UL * 1024), std::forward<Fn>(fn));
}

} // namespace bench::boost_fiber
