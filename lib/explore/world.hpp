// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/strategy.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace weft::detail::exploring {

/// Takes the readable events of a run. Only a run that is to be shown has one.
class trace_sink {
public:
    virtual ~trace_sink() = default;
    virtual void event(std::string_view who, std::string_view what, std::string_view object) = 0;
};

/// How a run ended.
struct run_outcome {
    bool failed = false;
    std::string what;        ///< when failed: what went wrong, without a line break at the end
    std::uint64_t steps = 0; ///< how far it went, in the world's own unit
    std::uint64_t hash = 0;  ///< of all that happened: equal schedules must give equal hashes
};

/// A program that can be run again and again, each time from its beginning, with all its choices made by a strategy.
/// Whoever explores calls the strategy's begin_run() and end_run(); the world only asks for choices.
class world {
public:
    virtual ~world() = default;
    virtual run_outcome run(strategy& chooser, trace_sink* trace) = 0;
};

} // namespace weft::detail::exploring
