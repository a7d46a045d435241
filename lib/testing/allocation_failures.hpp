// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>

#include <cstdint>
#include <exception>

namespace weft::detail::kit {

/// Set by the replacement of operator new, weft::allocation_failures, when it is linked.
extern atomic<bool> allocations_can_fail;

/// Asked by every operator new: true when it is to throw. False unless the caller is a fiber of a simulation that wants
/// it.
bool allocation_fails() noexcept;

/// While it lives allocations may fail; a program that is terminated meanwhile says on stderr which one did. Throws
/// std::logic_error when operator new is not replaced.
class allocation_failures_on {
public:
    allocation_failures_on();
    allocation_failures_on(const allocation_failures_on&) = delete;
    allocation_failures_on& operator=(const allocation_failures_on&) = delete;
    ~allocation_failures_on();

private:
    std::terminate_handler previous_;
};

/// Lets the n-th allocation of the thread that made it fail, simulated or not: for tests of what no simulation reaches.
/// One at a time.
class nth_allocation_fails {
public:
    explicit nth_allocation_fails(std::uint64_t n) noexcept;
    nth_allocation_fails(const nth_allocation_fails&) = delete;
    nth_allocation_fails& operator=(const nth_allocation_fails&) = delete;
    ~nth_allocation_fails();

    /// True once it has failed.
    bool has_failed() const noexcept;
};

} // namespace weft::detail::kit
