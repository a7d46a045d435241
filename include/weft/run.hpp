// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/task/spawn_on.hpp>

namespace weft {

/// Builds a runtime, runs `fn()` as its main fiber with the calling thread as worker 0, waits for every fiber that is
/// left, and returns what fn returned or throws what left it. Blocks the calling thread; not to be called on a fiber.
/// Throws as runtime's constructor does.
///
/// @code
/// int main() { return weft::run([] { return 0; }); }
/// @endcode
template <class Fn>
decltype(auto) run(const options& how, Fn&& fn, std::source_location where = std::source_location::current()) {
    const detail::core_pointer core = detail::make_core(how, detail::workers_are::first_is_caller);
    // The runtime stops when the main fiber's callable goes.
    auto main = detail::spawn_on(
        *core, {.name = "main"},
        [&fn, stop = detail::stop_at_end(core.get())]() -> decltype(auto) { return std::forward<Fn>(fn)(); }, where);
    detail::drive(*core, detail::fiber_access::record(main));
    return main.join();
}

template <class Fn>
decltype(auto) run(Fn&& fn, std::source_location where = std::source_location::current()) {
    return weft::run(options{}, std::forward<Fn>(fn), where);
}

} // namespace weft
