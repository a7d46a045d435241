// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_reason.hpp>
#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/group/child_body.hpp>
#include <weft/detail/runtime/launch.hpp>
#include <weft/fiber_id.hpp>

#include <memory>
#include <source_location>
#include <string_view>
#include <utility>

namespace weft {

namespace detail::groups {
struct child_access;
}

/// The handle of a fiber that a task group has spawned: for its result, or to cancel it alone. The group waits for the
/// fiber in any case, so dropping the handle does nothing. Move-only; one owner at a time, which may be any fiber or
/// thread; may outlive the group.
///
/// @code
/// weft::child<int> answer = group.spawn([] { return 42; });
/// fmt::print("{}\n", answer.join());
/// @endcode
template <class T>
class child {
public:
    child() noexcept = default;
    child(child&& other) noexcept : record_(std::exchange(other.record_, nullptr)) {}
    child& operator=(child&& other) noexcept {
        child moved(std::move(other));
        std::swap(record_, moved.record_);
        return *this;
    }
    ~child() {
        if (record_ != nullptr) detail::release_child(*record_);
    }

    /// Suspends the calling fiber (blocks a plain thread) until the child has ended; returns what its body returned or
    /// throws what left it; fiber_cancelled when it ended because it was cancelled. A child that has not started may
    /// run in place, on the caller's stack. The handle is empty afterwards. A checkpoint: after weft::cancelled the
    /// handle keeps its child.
    T join() {
        WEFT_ASSERT(record_ != nullptr, "join() on a child that was joined or moved away: join once, keep the value");
        const detail::joined how = detail::join(*record_);
        const releaser guard{*std::exchange(record_, nullptr), how};
        detail::rethrow_child_error(guard.record);
        using value_in = detail::in_payload<typename detail::stored_result<T>::type, detail::child_note::k_left_at>;
        if constexpr (std::is_reference_v<T>)
            return *value_in::get(guard.record);
        else if constexpr (!std::is_void_v<T>)
            return std::move(value_in::get(guard.record));
    }

    /// Cancels the child and all that it runs, as fiber::cancel() does; the others in its group go on. False when it
    /// was cancelled before or has ended. Never suspends.
    bool cancel(cancel_reason reason = cancel_reason::requested, std::string_view text = {},
                const std::source_location& where = std::source_location::current()) noexcept {
        return record_ != nullptr && detail::cancel_fiber(*record_, reason, text, where);
    }

    /// True once the body has ended: join() will not suspend. Never suspends.
    bool done() const noexcept { return record_ != nullptr && record_->life.is_done(); }

    /// True while the handle has a child.
    bool joinable() const noexcept { return record_ != nullptr; }

    /// The child's id; 0 for an empty handle.
    fiber_id id() const noexcept { return record_ != nullptr ? record_->id : 0; }

private:
    friend struct detail::groups::child_access;
    struct releaser {
        detail::fiber_record& record;
        detail::joined how;
        ~releaser() { detail::release_joined(record, how); }
    };

    explicit child(detail::fiber_record& record) noexcept : record_(std::addressof(record)) {}

    detail::fiber_record* record_ = nullptr;
};

namespace detail::groups {
struct WEFT_API child_access {
    template <class T>
    static child<T> make(fiber_record& record) noexcept {
        return child<T>(record);
    }
};
} // namespace detail::groups

} // namespace weft
