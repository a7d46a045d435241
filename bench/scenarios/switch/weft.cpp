// SPDX-License-Identifier: BSL-1.0
#include "scenarios/switch/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include "context/switch/context.hpp"

#include <cstdint>
#include <vector>

namespace bench {

namespace {

using weft::detail::context;
using weft::detail::default_context;

struct pair {
    context caller;
    context answerer;
};

// Answers each switch with the number of those before it.
void count_switches(void* payload) {
    pair& both = *static_cast<pair*>(payload);
    for (std::uintptr_t count = 1;; ++count)
        default_context::switch_to(both.answerer, both.caller, reinterpret_cast<void*>(count));
}

std::uintptr_t make_round_trips(pair& both, std::size_t times) {
    void* count = nullptr;
    for (std::size_t i = 0; i < times; ++i) count = default_context::switch_to(both.caller, both.answerer, &both);
    return reinterpret_cast<std::uintptr_t>(count);
}

} // namespace

measurement switch_context(params) {
    std::vector<char> stack(switching::k_stack_size);
    pair both;
    both.answerer = default_context::make(stack.data() + stack.size(), stack.size(), count_switches);
    make_round_trips(both, switching::k_warm_up);
    const stopwatch watch;
    const auto count = make_round_trips(both, switching::k_round_trips);
    const double nanoseconds = watch.nanoseconds();
    require(count == switching::k_warm_up + switching::k_round_trips, "a switch did not arrive");
    return per_operation(nanoseconds, 2 * switching::k_round_trips);
}

} // namespace bench
