// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace weft::lowlevel {

/// How one worker waits for the outside world: it parks here when nothing is ready, and looks here every 61 switches.
/// The default is a futex; weft::asio's is an io_context.
class WEFT_API poller {
public:
    using time_point = std::chrono::steady_clock::time_point;

    virtual ~poller() = default;

    /// Blocks the worker's thread until unpark(), until something happened, or until `deadline` (time_point::max():
    /// never). Returns early for no reason if it likes. The owner only, on the worker's own stack.
    virtual void park(time_point deadline) = 0;

    /// Handles what has happened without blocking. The owner only, on the worker's own stack.
    virtual void poll() = 0;

    /// False when poll() would have nothing to do, ever: then it is not called.
    virtual bool wants_poll() const noexcept = 0;

    /// Makes the running or the next park() return at once. Any thread.
    virtual void unpark() noexcept = 0;
};

/// Makes the poller of the worker with this index; called on the thread that constructs the runtime.
using poller_factory = std::function<std::unique_ptr<poller>(unsigned worker)>;

/// The poller of the calling worker; null on a plain thread. Stale after a suspension, as the fiber may be on another
/// worker.
WEFT_API poller* this_poller() noexcept;

} // namespace weft::lowlevel
