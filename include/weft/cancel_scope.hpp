// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/cancel_handle.hpp>
#include <weft/cancel_reason.hpp>
#include <weft/cancelled.hpp>
#include <weft/clock.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/fiber/cancel/cancel_tie.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/detail/generator/scope_mark.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <stop_token>
#include <string_view>
#include <type_traits>
#include <utility>

namespace weft {

class cancel_scope;

namespace detail::tasks {

struct WEFT_API scope_access {
    static cancel_level& level_of(cancel_scope& scope) noexcept;
    static const cancel_level& level_of(const cancel_scope& scope) noexcept;
};

/// In the level for as long as this lives. On a fiber's stack. A generator's body must not yield meanwhile: its
/// consumer would be in the level.
class WEFT_API within {
public:
    explicit within(cancel_level& level) : level_(level) { enter(level); }
    within(const within&) = delete;
    within& operator=(const within&) = delete;
    ~within() { leave(level_); }

private:
    scope_mark mark_{"weft::cancel_scope"};
    cancel_level& level_;
};

/// Calls fn(scope) if that can be, else fn().
template <class Fn>
decltype(auto) call_in_scope(Fn&& fn, cancel_scope& scope) {
    if constexpr (std::is_invocable_v<Fn, cancel_scope&>)
        return std::invoke(std::forward<Fn>(fn), scope);
    else
        return std::invoke(std::forward<Fn>(fn));
}

template <class Fn>
using scope_result_t = decltype(call_in_scope(std::declval<Fn>(), std::declval<cancel_scope&>()));

} // namespace detail::tasks

/// A part of what a fiber does that can be cancelled as a whole, by anybody, or by a deadline.
///
/// run(fn) calls fn inside the scope. Once the scope is cancelled, every checkpoint inside throws weft::cancelled:
/// sleep, yield, join, the waits of channels, semaphores, events and so on, also those that need not wait; the one at
/// which the fiber waits then, too. Locks of mutexes are no checkpoints. run() catches what was thrown for its own
/// scope. When several scopes around a fiber are cancelled, the outermost catches. An operation that throws has not
/// happened.
///
/// A shielded scope hides the cancellations and deadlines of all scopes outside it. While a destructor unwinds, scopes
/// that were entered before that throw nothing.
///
/// A scope that was made with a std::stop_token is cancelled when that is stopped.
///
/// It is entered by one fiber at a time, may be run again, and stays cancelled. cancel() may come from any fiber of any
/// runtime or any thread while the scope lives; the other members are for the fiber that runs it.
///
/// @code
/// weft::cancel_scope scope;
/// auto stopper = weft::spawn([&] { button.wait(); scope.cancel(); });
/// if (scope.run([&] { serve(); })) fmt::print("stopped\n");
/// @endcode
class WEFT_API cancel_scope {
public:
    cancel_scope() noexcept = default;

    /// One that is cancelled once `linked` is stopped, by whoever asks its source to: at once, if that was done before.
    /// The place of the cancellation is `where`. Throws std::bad_alloc.
    explicit cancel_scope(const std::stop_token& linked,
                          const std::source_location& where = std::source_location::current()) {
        link(linked, where);
    }
    cancel_scope(const cancel_scope&) = delete;
    cancel_scope& operator=(const cancel_scope&) = delete;

    /// One that cancels itself `limit` after it is entered, each time, or when the clock of the fiber that runs it has
    /// reached `deadline`.
    static cancel_scope after(any_duration limit,
                              const std::source_location& where = std::source_location::current()) noexcept {
        return cancel_scope(limit, detail::k_no_deadline, where);
    }
    static cancel_scope at(any_time_point deadline,
                           const std::source_location& where = std::source_location::current()) noexcept {
        return cancel_scope((any_duration::max)(), deadline.when(), where);
    }

    /// One that hides what is outside it.
    static cancel_scope shielded() noexcept { return cancel_scope(shield()); }

    /// Calls fn(scope), or fn(), inside the scope; true when the scope was cancelled and that has ended it. What else
    /// leaves fn goes on. Throws std::length_error when 65,534 scopes are around it already. Only on a fiber.
    template <class Fn>
    bool run(Fn&& fn) {
        static_assert(std::is_void_v<detail::scope_result_t<Fn>>,
                      "a cancelled body has no value to return: let it return void, or use with_timeout()");
        try {
            const detail::within entered(level_);
            detail::call_in_scope(std::forward<Fn>(fn), *this);
            return false;
        } catch (const cancelled& why) {
            if (!why.is_for(*this)) throw;
            return true;
        }
    }

    /// Cancels all that runs in it, now and later. True for the first that does. `text` is copied; without memory it is
    /// left out. Never suspends.
    bool cancel(cancel_reason reason = cancel_reason::requested, std::string_view text = {},
                const std::source_location& where = std::source_location::current()) noexcept {
        return detail::cancel(level_, reason, text, where);
    }

    /// Moves the deadline, to an earlier time or a later one; time_point::max() is none. Without effect once it is
    /// cancelled.
    void set_deadline(any_time_point deadline,
                      const std::source_location& where = std::source_location::current()) noexcept {
        detail::set_deadline(level_, deadline.when(), where);
    }

    /// When it cancels itself; time_point::max() when it does not, or is to count from its entry and was not entered.
    clock::time_point deadline() const noexcept { return level_.deadline(); }

    /// A handle that cancels it, and may outlive it. Throws std::bad_alloc.
    cancel_handle handle() {
        if (has().tie == nullptr) has().tie = std::make_shared<detail::cancel_tie>(level_);
        return cancel_handle(has().tie);
    }

    /// True once it is cancelled, whatever is around it. Any thread.
    bool cancel_requested() const noexcept { return level_.request.is_made(); }

private:
    friend struct detail::tasks::scope_access;
    struct shield {};
    explicit cancel_scope(shield) noexcept { level_.is_shield = true; }
    cancel_scope(any_duration limit, detail::time_point deadline, const std::source_location& where) noexcept {
        level_.limit = limit;
        level_.set_deadline(deadline);
        level_.deadline_given = where;
    }

    struct WEFT_API on_stop {
        cancel_scope* scope;
        std::source_location where;
        void operator()() const noexcept {
            scope->cancel(cancel_reason::requested, "a linked std::stop_token was stopped", where);
        }
    };

    /// What few scopes have.
    struct WEFT_API ties {
        ~ties() {
            if (tie != nullptr) tie->cut();
        }
        std::shared_ptr<detail::cancel_tie> tie;
        std::optional<std::stop_callback<on_stop>> stop; // goes first, and waits for a callback that runs elsewhere
    };

    ties& has() {
        if (ties_ == nullptr) ties_ = std::make_unique<ties>();
        return *ties_;
    }
    void link(const std::stop_token& linked, const std::source_location& where) {
        has().stop.emplace(linked, on_stop{this, where});
    }

    detail::cancel_level level_;
    std::unique_ptr<ties> ties_;
};

inline detail::cancel_level& detail::tasks::scope_access::level_of(cancel_scope& scope) noexcept {
    return scope.level_;
}
inline const detail::cancel_level& detail::tasks::scope_access::level_of(const cancel_scope& scope) noexcept {
    return scope.level_;
}

inline bool cancelled::is_for(const cancel_scope& scope) const noexcept {
    const auto* const level = std::addressof(detail::tasks::scope_access::level_of(scope));
    return level_ == static_cast<const void*>(level) && scope.cancel_requested();
}

} // namespace weft
