// SPDX-License-Identifier: BSL-1.0
#include "scenarios/switch/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <boost/context/detail/fcontext.hpp>

#include <cstdint>
#include <vector>

namespace bench {

namespace {

namespace fcontext = boost::context::detail;

// Answers each transfer with the number of those before it.
void count_transfers(fcontext::transfer_t transfer) {
    for (std::uintptr_t count = 1;; ++count)
        transfer = fcontext::jump_fcontext(transfer.fctx, reinterpret_cast<void*>(count));
}

std::uintptr_t make_round_trips(fcontext::fcontext_t& other, std::size_t times) {
    fcontext::transfer_t transfer{};
    for (std::size_t i = 0; i < times; ++i) {
        transfer = fcontext::jump_fcontext(other, nullptr);
        other = transfer.fctx;
    }
    return reinterpret_cast<std::uintptr_t>(transfer.data);
}

} // namespace

measurement switch_context(params) {
    std::vector<char> stack(switching::k_stack_size);
    auto other = fcontext::make_fcontext(stack.data() + stack.size(), stack.size(), count_transfers);
    make_round_trips(other, switching::k_warm_up);
    const stopwatch watch;
    const auto count = make_round_trips(other, switching::k_round_trips);
    const double nanoseconds = watch.nanoseconds();
    require(count == switching::k_warm_up + switching::k_round_trips, "a switch did not arrive");
    return per_operation(nanoseconds, 2 * switching::k_round_trips);
}

} // namespace bench
