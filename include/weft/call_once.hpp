// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstdint>
#include <functional>
#include <utility>

namespace weft {

/// What call_once() remembers. Whoever a call_once() on it returned to last may destroy it.
class WEFT_API once_flag {
public:
    once_flag() = default;
    once_flag(const once_flag&) = delete;
    once_flag& operator=(const once_flag&) = delete;

private:
    template <class Fn, class... Args>
    friend void call_once(once_flag& flag, Fn&& fn, Args&&... args);
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits for the call of once flag"};
    enum class state : std::uint8_t { fresh, running, done };

    /// Runs a call that was begun to its end.
    class attempt {
    public:
        explicit attempt(once_flag& flag) noexcept : flag_(flag) {}
        attempt(const attempt&) = delete;
        attempt& operator=(const attempt&) = delete;
        ~attempt() { succeeded ? flag_.finish() : flag_.give_up(); }
        bool succeeded = false;

    private:
        once_flag& flag_;
    };

    bool begin();
    void finish() noexcept;
    void give_up() noexcept;

    // Invariant, whenever the lock is free: somebody waits unclaimed => running.
    lowlevel::wait_list waiters_; // its lock guards everything
    state state_ WEFT_GUARDED_BY(waiters_) = state::fresh;
    const detail::waiting_unit* runner_ WEFT_GUARDED_BY(waiters_) = nullptr;
};

/// Calls fn(args...) unless a call for this flag has returned before, by fibers of any runtime and plain threads. Who
/// comes while it runs is suspended (a plain thread blocks) until it has ended, and is at a checkpoint; what it did is
/// seen afterwards. When it ends by an exception, its caller gets that, and the one who waits longest makes the next
/// attempt. Calling it from within `fn` for the same flag is reported and aborts.
///
/// @code
/// weft::call_once(loaded, [&] { table = load(); });
/// @endcode
template <class Fn, class... Args>
void call_once(once_flag& flag, Fn&& fn, Args&&... args) {
    if (!flag.begin()) return;
    once_flag::attempt attempt(flag);
    std::invoke(std::forward<Fn>(fn), std::forward<Args>(args)...);
    attempt.succeeded = true;
}

} // namespace weft
