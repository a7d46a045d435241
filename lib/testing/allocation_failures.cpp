// SPDX-License-Identifier: BSL-1.0
#include "testing/allocation_failures.hpp"

#include "runtime/runtime_core.hpp"
#include "testing/simulator.hpp"

#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <stdexcept>

namespace weft::detail::kit {

constinit atomic<bool> allocations_can_fail{false};

namespace {

constinit atomic<unsigned> users{0};
constinit atomic<std::terminate_handler> next_handler{nullptr};

// Of nth_allocation_fails: written by its thread only; others find that they are not that thread.
constinit atomic<bool> counts_down{false};
constinit atomic<::pthread_t> counted_thread{};
constinit atomic<std::uint64_t> left_until_failure{0};

bool is_the_nth() noexcept {
    if (!counts_down.load(memory_order_seq_cst) ||
        ::pthread_equal(counted_thread.load(memory_order_seq_cst), ::pthread_self()) == 0)
        return false;
    const std::uint64_t left = left_until_failure.load(memory_order_relaxed); // this thread's own
    if (left != 0) left_until_failure.store(left - 1, memory_order_relaxed);
    return left == 1;
}

/// Ends the program as it would have ended, after a word on which allocation had failed.
[[noreturn]] void say_and_terminate() noexcept {
    simulator* const here = simulator_here();
    if (here != nullptr && here->failed_allocation() != 0) {
        std::fprintf(stderr, "weft: explore: the program is terminated after its allocation %llu failed\n",
                     static_cast<unsigned long long>(here->failed_allocation()));
        std::fflush(stderr);
    }
    if (const std::terminate_handler next = next_handler.load(memory_order_seq_cst)) next();
    std::abort();
}

} // namespace

bool allocation_fails() noexcept {
    if (users.load(memory_order_relaxed) == 0) [[likely]] // whoever is simulated runs on this thread
        return false;
    if (is_the_nth()) return true;
    const worker* const here = this_worker();
    if (here == nullptr || here->current() == nullptr || here->core().simulated() == nullptr) return false;
    return static_cast<simulator*>(here->core().simulated())->fails_allocation(*here->current());
}

allocation_failures_on::allocation_failures_on() {
    if (!allocations_can_fail.load(memory_order_seq_cst))
        throw std::logic_error(
            "weft: explore: failures::allocations needs a replaced operator new: link the CMake target "
            "weft::allocation_failures to this program");
    previous_ = std::set_terminate(say_and_terminate);
    if (previous_ != say_and_terminate) next_handler.store(previous_, memory_order_seq_cst);
    users.fetch_add(1, memory_order_seq_cst);
}

nth_allocation_fails::nth_allocation_fails(std::uint64_t n) noexcept {
    left_until_failure.store(n, memory_order_relaxed);
    counted_thread.store(::pthread_self(), memory_order_seq_cst);
    counts_down.store(true, memory_order_seq_cst);
    users.fetch_add(1, memory_order_seq_cst);
}

nth_allocation_fails::~nth_allocation_fails() {
    users.fetch_sub(1, memory_order_seq_cst);
    counts_down.store(false, memory_order_seq_cst);
}

bool nth_allocation_fails::has_failed() const noexcept { return left_until_failure.load(memory_order_relaxed) == 0; }

allocation_failures_on::~allocation_failures_on() {
    users.fetch_sub(1, memory_order_seq_cst);
    std::set_terminate(previous_);
}

} // namespace weft::detail::kit
