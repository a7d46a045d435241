// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace weft::testing {

/// A simulated run went wrong: a deadlock, a check() that failed, more steps than allowed. what() is the whole report.
struct WEFT_API simulation_failed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Runs `body` as simulate() does; returns the hash of all that happened: which fiber ran when, and what it did.
WEFT_API std::uint64_t simulate_body(std::uint64_t seed, const std::function<void()>& body,
                                     std::source_location where = std::source_location::current());

/// Runs `fn()` as the main fiber of a runtime with one worker, on the calling thread, with a virtual clock: when
/// nothing is ready, time jumps to the next deadline. Who runs next is drawn from the seed, wherever a fiber spawns,
/// yields, suspends, or takes or releases something of weft's; equal seeds give equal runs, as long as `fn` depends on
/// nothing else (addresses, other threads, the machine's clock). Plain threads may not take part: they are not under
/// its control.
///
/// Returns what fn returned or throws what left it, once every fiber has ended. Throws simulation_failed; the fibers
/// of such a run are never continued, and what their stacks own is lost. Not to be called on a fiber.
///
/// @code
/// const int answer = weft::testing::simulate(42, [] { return weft::spawn([] { return 42; }).join(); });
/// @endcode
template <class Fn>
auto simulate(std::uint64_t seed, Fn&& fn, std::source_location where = std::source_location::current()) {
    using result = std::invoke_result_t<Fn&>;
    if constexpr (std::is_void_v<result>) {
        simulate_body(seed, [&fn] { fn(); }, where);
    } else {
        std::optional<result> value;
        simulate_body(seed, [&] { value.emplace(fn()); }, where);
        return std::move(*value);
    }
}

/// simulate(), for its hash only: two runs with one seed give the same, or the program is not deterministic.
template <class Fn>
std::uint64_t trace_hash(std::uint64_t seed, Fn&& fn) {
    return simulate_body(seed, [&fn] { static_cast<void>(fn()); });
}

} // namespace weft::testing
