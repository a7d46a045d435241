// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/fiber/all.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace bench::boost_fiber {

// The stack of each fiber: 64 KiB, as weft's have, unless the program says otherwise before it spawns.
inline std::size_t stack_size = 64UL * 1024;

template <class Fn>
boost::fibers::fiber spawn(Fn&& fn) {
    return boost::fibers::fiber(std::allocator_arg, boost::fibers::fixedsize_stack(stack_size), std::forward<Fn>(fn));
}

} // namespace bench::boost_fiber
