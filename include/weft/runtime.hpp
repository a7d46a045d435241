// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/task/spawn_on.hpp>

namespace weft {

/// Workers, their queues and their fibers, for programs that embed weft beside other threads; run() is the short way.
/// Several runtimes may live in one process. Spawning into one is allowed from any thread and from fibers of others.
///
/// Its destructor accepts no spawns from outside any more, waits until the last fiber has ended (see
/// options::shutdown_timeout), and joins the workers. It blocks its thread, so it must not run on a fiber of any
/// runtime.
class WEFT_API runtime {
public:
    /// Starts the workers. Throws resource_error when a thread or memory cannot be had, std::invalid_argument for
    /// options that contradict each other.
    explicit runtime(const options& how = {}) : core_(detail::make_core(how, detail::workers_are::all_started)) {}

    /// As weft::spawn(), into this runtime, from anywhere.
    template <class Fn>
    auto spawn(Fn&& fn, std::source_location where = std::source_location::current()) {
        return detail::spawn_on(*core_, std::forward<Fn>(fn), where);
    }
    template <class Fn>
    auto spawn(const spawn_options& how, Fn&& fn, std::source_location where = std::source_location::current()) {
        return detail::spawn_on(*core_, how, std::forward<Fn>(fn), where);
    }

    /// How many workers it has.
    unsigned workers() const noexcept { return detail::worker_count(*core_); }

private:
    detail::core_pointer core_;
};

} // namespace weft
