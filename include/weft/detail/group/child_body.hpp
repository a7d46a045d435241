// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancelled.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_group.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/record.hpp>
#include <weft/detail/group/group_core.hpp>
#include <weft/detail/task/body.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace weft::detail::groups {

/// How the body of a child has ended; in the payload, behind the links, from then on. What it left is behind that.
enum class child_state : std::uint8_t {
    nothing,  ///< it returned, and nobody takes its value any more
    value,    ///< a stored_result
    failed,   ///< a child_failure
    cancelled ///< a weft::cancelled
};

struct WEFT_API child_note {
    static constexpr std::size_t k_at = sizeof(child_links);
    static constexpr std::size_t k_left_at = k_at + 16;

    child_state state = child_state::nothing;
    bool was_cancelled = false; ///< also when nothing is kept of that
    bool is_untaken = false;    ///< nobody but the handle's owner will know of the failure
};

using child_note_in = in_payload<child_note, child_note::k_at>;
struct WEFT_API child_failure {
    std::exception_ptr error;
    group_core::teller on_error{}; ///< whom to tell when the handle goes, and nobody has taken the error
};

using child_failure_in = in_payload<child_failure, child_note::k_left_at>;
using child_cancelled_in = in_payload<cancelled, child_note::k_left_at>;

static_assert(fits_payload<cancelled, child_note::k_left_at> && fits_payload<child_failure, child_note::k_left_at>);

/// In handlers of what left the body of a child.
WEFT_API void keep_child_failure(fiber_record& child) noexcept;
WEFT_API void keep_child_cancelled(fiber_record& child, const cancelled& why) noexcept;

/// Destroys what the body left, if that is no value.
WEFT_API void drop_child_error(fiber_record& child) noexcept;

/// Throws what left the body of an ended child, unless that is a value.
WEFT_API void rethrow_child_error(fiber_record& child);

/// The group that the calling fiber, which is about to begin or to end, is a child of.
inline group_core& group_of(const fiber_record& child) noexcept { return static_cast<group_core&>(*child.level()); }

/// The typed part of a child of a group: calls an Fn, gives an R, and tells the group.
template <class Fn, class R>
struct child_body {
    using stored = typename stored_result<R>::type;
    using callable_in = in_payload<Fn, child_note::k_at>;
    using value_in = in_payload<stored, child_note::k_left_at>;
    static constexpr bool k_drops_silently =
        std::is_trivially_destructible_v<stored> && fits_payload<stored, child_note::k_left_at>;

    static void install(fiber_record& child, auto&& fn) {
        callable_in::emplace(child, std::forward<decltype(fn)>(fn));
        child.begin_steps(step);
    }

    static void step(fiber_record& child, fiber_step what) noexcept {
        switch (what) {
        case fiber_step::run: return run(child);
        case fiber_step::drop: return drop(child);
        case fiber_step::refused: return refuse(child);
        }
    }

private:
    static void refuse(fiber_record& child) noexcept {
        if constexpr (requires(Fn& fn) { fn.was_refused(); }) callable_in::get(child).was_refused();
        group_of(child).child_refused(child);
    }

    static void run(fiber_record& child) noexcept {
        call(child);
        group_of(child).child_ended(child);
        if (child.needs_drop && child.life.is_handle_gone())
            drop(child); // inside the group, as its destructor may wait
    }

    static void call(fiber_record& child) noexcept {
        taken_callable<Fn, child_note::k_at> callable(child);
        try {
            if (child.is_told.load(memory_order_relaxed)) [[unlikely]]
                throw_if_cancelled("is about to start");
            if constexpr (std::is_void_v<R>) {
                std::invoke(callable.get());
                value_in::emplace(child);
            } else if constexpr (std::is_reference_v<R>) {
                R result = std::invoke(callable.get());
                value_in::emplace(child, std::addressof(result));
            } else {
                value_in::emplace(child, std::invoke(callable.get()));
                child.needs_drop = !k_drops_silently;
            }
            child_note_in::emplace(child, child_note{.state = child_state::value});
        } catch (const cancelled& why) {
            keep_child_cancelled(child, why);
        } catch (...) {
            keep_child_failure(child);
        }
    }

    static void drop(fiber_record& child) noexcept {
        child.needs_drop = false;
        if (child.failed_to_start()) {
            callable_in::destroy(child);
            std::destroy_at(std::exchange(child.failure, nullptr));
            child.set_outside(nullptr, 0);
        } else if (child_note_in::get(child).state == child_state::value) {
            value_in::destroy(child);
            child_note_in::get(child).state = child_state::nothing;
        } else {
            drop_child_error(child);
        }
    }
};

} // namespace weft::detail::groups
