// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/cancel_reason.hpp>
#include <weft/clock.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/fiber_id.hpp>

#include <memory>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace weft {

class cancel_scope;

namespace detail::fibers {
struct cancelled_access;
}

/// What a checkpoint throws inside a cancelled scope, or in a cancelled fiber: the operation has not happened. The
/// scope that was cancelled catches it. Code in between may catch it to clean up, and throws it on: swallowed, it is
/// thrown again at the next checkpoint, and from the hundredth time on the fiber is reported, and gives way first. No
/// std::exception, so that handlers of errors let it pass. Made by weft alone; copies share the text.
class WEFT_API cancelled final {
public:
    /// Why.
    cancel_reason reason() const noexcept { return reason_; }

    /// What was said when it was cancelled; empty when nothing was.
    std::string_view text() const noexcept { return text_ != nullptr ? std::string_view(*text_) : std::string_view(); }

    /// Where it was cancelled; for a deadline, where that was given.
    const std::source_location& where() const noexcept { return where_; }

    /// What the fiber was doing: "waits to pop from channel". A string literal.
    std::string_view waiting_for() const noexcept { return what_; }

    /// True when it is this scope's own cancellation.
    bool is_for(const cancel_scope& scope) const noexcept;

private:
    friend struct detail::fibers::cancelled_access;
    cancelled() = default;

    const void* level_ = nullptr;
    const char* what_ = ""; // what the fiber was doing
    std::shared_ptr<const std::string> text_;
    std::source_location where_;
    cancel_reason reason_{};
};

/// A fiber ended because it was cancelled: what its join() throws.
class WEFT_API fiber_cancelled : public std::runtime_error {
public:
    /// Of the fiber with that name (may be empty) and id.
    fiber_cancelled(std::string_view name, fiber_id id, cancel_reason reason, std::string_view text);

    /// The fiber's id and name; the name may be empty.
    fiber_id id() const noexcept { return id_; }
    std::string_view name() const noexcept { return *name_; }

    /// Why it was cancelled.
    cancel_reason reason() const noexcept { return reason_; }

private:
    std::shared_ptr<const std::string> name_;
    fiber_id id_;
    cancel_reason reason_;
};

/// The time of a with_timeout() or with_deadline() was over before its body was.
class WEFT_API timeout_error : public std::runtime_error {
public:
    /// Of a limit of `duration`, given at `where`, that came while the fiber did what `waiting_for` says.
    timeout_error(any_duration duration, const std::source_location& where, const char* waiting_for);

    /// How long the limit was, from the call on.
    clock::duration duration() const noexcept { return duration_.ticks(); }

    /// Where the limit was given.
    const std::source_location& where() const noexcept { return where_; }

    /// What the fiber was doing: "waits to pop from channel". A string literal.
    std::string_view waiting_for() const noexcept { return waiting_for_; }

private:
    any_duration duration_;
    std::source_location where_;
    const char* waiting_for_;
};

namespace detail::fibers {

struct WEFT_API cancelled_access {
    static cancelled make() noexcept { return {}; }
    static auto& level(auto& of) noexcept { return of.level_; }
    static auto& what(auto& of) noexcept { return of.what_; }
    static auto& text(auto& of) noexcept { return of.text_; }
    static auto& where(auto& of) noexcept { return of.where_; }
    static auto& reason(auto& of) noexcept { return of.reason_; }
};

} // namespace detail::fibers

} // namespace weft
