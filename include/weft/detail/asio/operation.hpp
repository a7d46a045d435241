// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/asio/frame_memory.hpp>
#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/waiter.hpp>

namespace weft::detail {

/// Where the fiber that started an operation of Asio meets the handler that ends it. It lives in the frame of the
/// waiting fiber, and so does everything the handler writes.
///
/// meeting_ has three kinds of values: null; the fiber's waiter, set once by wait(); &k_ended, set once by end().
/// Whoever comes second finds what the first left: wait() does not suspend, or end() wakes. Invariant: after end() has
/// found null, or has delivered, the handler's side touches nothing of the frame.
class WEFT_API operation {
public:
    using memory_type = frame_memory<512>;

    /// Reports the misuse when the caller is no fiber. Never suspends.
    operation() noexcept;
    operation(const operation&) = delete;
    operation& operator=(const operation&) = delete;

    memory_type& memory() noexcept { return memory_; }

    /// Suspends until end() was called; returns at once if it was. The fiber that made this operation, once.
    void wait() noexcept;

    /// Ends the wait; the results are written already. Any thread, once; the operation may be gone on return.
    void end() noexcept;

    /// As end(), for a handler that is destroyed without having been called.
    void drop() noexcept;

    /// True when the handler was never called. The fiber only, after wait().
    bool was_dropped() const noexcept { return dropped_; }

private:
    static lowlevel::waiter* ended() noexcept;

    atomic<lowlevel::waiter*> meeting_{nullptr};
    bool dropped_ = false; // written before end(), read after wait()
    memory_type memory_;
};

} // namespace weft::detail
