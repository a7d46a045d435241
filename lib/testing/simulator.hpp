// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/strategy.hpp"
#include "explore/world.hpp"
#include "runtime/simulation.hpp"
#include "testing/lost_memory.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace weft::detail::kit {

/// Lets a strategy decide in a simulated runtime, and keeps what became of the run: its first failure, its steps, the
/// hash of all that happened.
class simulator final : public simulation {
public:
    simulator(strategy& chooser, trace_sink* trace, std::uint64_t most_steps) noexcept
        : chooser_(chooser), trace_(trace), most_steps_(most_steps) {}

    std::size_t choose(const fiber_record* running) override;
    void meet(const fiber_record& who, const char* what, const void* object) override;
    void report_deadlock(const runtime_core& core) override;
    bool is_given_up() const noexcept override { return outcome_.failed; }

    /// The first failure counts; the run is given up at the next switch point.
    void fail(std::string what);

    void name(const void* object, std::string name);

    /// True when an allocation of `who` is to fail now; at most when `allocations` may.
    bool fails_allocation(const fiber_record& who);
    void let_allocations_fail() noexcept { allocations_fail_ = true; }

    /// The number of the allocation that failed, among those of the run; 0 when none did.
    std::uint64_t failed_allocation() const noexcept { return failed_allocation_; }

    lost_memory& memory() noexcept { return memory_; }

    run_outcome take_outcome() noexcept { return std::move(outcome_); }

private:
    void mix(std::uint64_t word) noexcept;
    void show(const fiber_record& who, const char* what, const void* object);
    std::string name_of(const void* object) const;
    std::string trace_name_of(const void* object);

    strategy& chooser_;
    trace_sink* const trace_;
    const std::uint64_t most_steps_;
    bool allocations_fail_ = false;
    std::uint64_t allocations_ = 0; // that might have failed
    std::uint64_t failed_allocation_ = 0;
    run_outcome outcome_;
    std::map<const void*, std::string> names_;
    lost_memory memory_;
};

/// The simulator of the calling fiber; null outside a simulation.
simulator* simulator_here() noexcept;

} // namespace weft::detail::kit
