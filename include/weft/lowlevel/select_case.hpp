// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstdint>
#include <optional>

namespace weft::lowlevel {

/// One case of a weft::select, for authors of primitives: what is waited for, and what is done when it is chosen. Lives
/// in the frame of its caller, for one select or for several, one after the other: link() and watch() begin afresh.
///
/// A turn of select: it takes the locks of all cases' lists (each once), calls look() in some order until one says yes,
/// and gives the locks back; then that case's after_look(). When none did: link() for all under the locks, then watch()
/// for all without, and the wait. Afterwards unwatch() for all, unlink() each under its lock; the case that was_woken()
/// is the chosen one if its settle() says so; else there is another turn. link() and watch() go in the order of the
/// looks, so that of two cases that one event makes possible either may be met first.
class WEFT_API select_case {
public:
    enum class [[nodiscard]] answer : std::uint8_t { no, yes, needs_memory };

    select_case(const select_case&) = delete;
    select_case& operator=(const select_case&) = delete;

    /// Whose lock guards look(), link() and unlink(); null when they need none.
    virtual wait_list* list() noexcept { return nullptr; }

    /// Does the operation if it is possible now. What must be done without the lock is left to after_look(). What the
    /// operation throws is kept for the user of the chosen case.
    virtual answer look() noexcept = 0;
    virtual void after_look() noexcept {}

    /// look() answered needs_memory: gets some. May throw.
    virtual void prepare() {}

    /// Makes a waiter from `whole`, the select's, and puts it into list(); unlink() takes it out, if it is still
    /// there. With the list's lock.
    virtual void link(const waiter& /*whole*/) noexcept {}
    virtual void unlink() noexcept {}
    /// For a case without a list: from watch() to unwatch() the waker that makes it possible wins `whole`.
    virtual void watch(waiter& /*whole*/) noexcept {}
    virtual void unwatch() noexcept {}

    /// After the wait: whether this case ended it.
    virtual bool was_woken() const noexcept { return waiter_ && waiter_->is_chosen(); }

    /// Of the case that ended the wait: false when nothing has happened after all.
    virtual bool settle() noexcept { return true; }

    /// Of a case that settle() has accepted: true when what it waited for has ended for all who share its list (a
    /// closed channel). Then each case with that list has happened, and end() makes it the chosen one.
    virtual bool has_ended() const noexcept { return false; }
    virtual void end() noexcept {}

    /// When the case happens by itself.
    virtual detail::time_point deadline() const noexcept { return detail::k_no_deadline; }

    /// Whether the case is the one for "nothing else is ready".
    virtual bool is_otherwise() const noexcept { return false; }

    /// A case that is not enabled takes no part in the select.
    bool is_enabled() const noexcept { return enabled_; }
    void enable(bool enabled) noexcept { enabled_ = enabled; }

protected:
    select_case() = default;
    ~select_case() = default;

    /// For cases with a list: their waiter there, made by link().
    std::optional<waiter> waiter_;

private:
    bool enabled_ = true;
};

} // namespace weft::lowlevel
