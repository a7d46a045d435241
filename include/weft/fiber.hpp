// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/runtime/launch.hpp>
#include <weft/detail/task/body.hpp>

#include <memory>
#include <source_location>
#include <string_view>
#include <utility>

namespace weft {

namespace detail::tasks {
struct fiber_access;
}

/// The handle of a spawned fiber, as std::jthread is of a thread: whoever owns it joins the fiber for its result, or
/// detaches it. Move-only; one owner at a time, which may be any fiber of any runtime or a plain thread, and may be
/// destroyed after the runtime.
///
/// Destroying a handle that was neither joined nor detached joins it: the fiber ends first. If it ended by an
/// exception, which nobody can take any more, its name and what() go to stderr.
///
/// @code
/// weft::fiber<int> answer = weft::spawn([] { return 42; });
/// fmt::print("{}\n", answer.join());
/// @endcode
template <class T>
class [[nodiscard]] fiber {
public:
    fiber() noexcept = default;
    fiber(fiber&& other) noexcept : record_(std::exchange(other.record_, nullptr)) {}
    fiber& operator=(fiber&& other) noexcept {
        fiber moved(std::move(other));
        std::swap(record_, moved.record_);
        return *this;
    }
    ~fiber() {
        if (record_ != nullptr) finish_unjoined();
    }

    /// Suspends the calling fiber (blocks a plain thread) until the fiber has ended; returns what its body returned or
    /// throws what left it; fiber_cancelled when it ended because it was cancelled. A fiber that has not started may
    /// run in place, on the caller's stack. The handle is empty afterwards. A checkpoint: after weft::cancelled the
    /// handle keeps its fiber.
    T join() {
        WEFT_ASSERT(record_ != nullptr,
                    "join() on a fiber that was joined, detached or moved away: join once, keep the value");
        constexpr bool releases = detail::stays_readable<T>;
        const detail::joined how = releases ? detail::join_and_release(*record_) : detail::join(*record_);
        detail::fiber_record& joined = *std::exchange(record_, nullptr);
        if (!releases || how != detail::joined::released) return take_and_release(joined, how);
        const last_look guard{joined};
        return detail::take_value<T>(joined);
    }

    /// Lets the fiber go on by itself; the runtime still waits for it at its end. If it ends by an exception, its name
    /// and what() go to stderr and the program terminates. Never suspends.
    void detach() {
        WEFT_ASSERT(record_ != nullptr, "detach() on a fiber that was joined, detached or moved away");
        detail::detach(*std::exchange(record_, nullptr));
    }

    /// Cancels the fiber and all that it runs: its checkpoints throw weft::cancelled from now on, the one at which it
    /// waits included. A fiber that has not started never does. False when it was cancelled before or has ended. `text`
    /// is copied (left out without memory). Never suspends; the handle stays as it is.
    bool cancel(cancel_reason reason = cancel_reason::requested, std::string_view text = {},
                const std::source_location& where = std::source_location::current()) noexcept {
        return record_ != nullptr && detail::cancel_fiber(*record_, reason, text, where);
    }

    /// True once the body has ended: join() will not suspend. Never suspends.
    bool done() const noexcept { return record_ != nullptr && record_->life.is_done(); }

    /// True while the handle has a fiber.
    bool joinable() const noexcept { return record_ != nullptr; }

    /// The fiber's id; 0 for an empty handle.
    fiber_id id() const noexcept { return record_ != nullptr ? record_->id : 0; }

private:
    friend struct detail::tasks::fiber_access;
    struct releaser {
        detail::fiber_record& record;
        detail::joined how;
        ~releaser() { detail::release_joined(record, how); }
    };

    /// At a record that was given back: what is read comes before the record's next life.
    struct last_look {
        const detail::fiber_record& record;
        ~last_look() { detail::mark_before(std::addressof(record.id)); }
    };

    explicit fiber(detail::fiber_record& record) noexcept : record_(std::addressof(record)) {}

    /// A function of its own: most joins of small results do without it, and save no registers for it.
    [[gnu::noinline]] static T take_and_release(detail::fiber_record& joined, detail::joined how) {
        const releaser guard{joined, how};
        return detail::take_result<T>(joined);
    }

    /// As join(), and cannot be cancelled meanwhile.
    T join_to_the_end() {
        const detail::joined how = detail::join_to_the_end(*record_);
        return take_and_release(*std::exchange(record_, nullptr), how);
    }

    void finish_unjoined() noexcept {
        const releaser guard{*record_, detail::join_to_the_end(*record_)};
        if (guard.record.failure != nullptr) detail::report_untaken(guard.record);
    }

    detail::fiber_record* record_ = nullptr;
};

namespace detail::tasks {
struct WEFT_API fiber_access {
    template <class T>
    static fiber<T> make(fiber_record& record) noexcept {
        return fiber<T>(record);
    }
    template <class T>
    static const fiber_record& record(const fiber<T>& of) noexcept {
        return *of.record_;
    }
    template <class T>
    static fiber_record& record(fiber<T>& of) noexcept {
        return *of.record_;
    }
    template <class T>
    static T join_to_the_end(fiber<T>& of) {
        return of.join_to_the_end();
    }
    /// The handle of a fiber that will never be continued.
    template <class T>
    static void forget(fiber<T>& of) noexcept {
        of.record_ = nullptr;
    }
};
} // namespace detail::tasks

} // namespace weft
