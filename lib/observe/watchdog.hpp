// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <chrono>
#include <memory>

namespace weft::detail::observe {

class reporter;

/// A thread that watches the workers of a runtime: a fiber that keeps its worker for longer than `limit` is reported,
/// and counted in the reporter.
class watchdog {
public:
    WEFT_API watchdog(reporter& to, std::chrono::nanoseconds limit);
    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;
    WEFT_API ~watchdog();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace weft::detail::observe
