// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

namespace weft::detail {

class runtime_core;

/// The thread that watches the workers of a runtime with options::debug.
class watchdog {
public:
    explicit watchdog(runtime_core& core);
    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;
    ~watchdog();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace weft::detail
