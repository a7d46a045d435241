// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/record.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace weft::detail::tasks {

/// What a fiber's body leaves: void and references made storable.
template <class R>
struct stored_result {
    using type = R;
};
template <>
struct stored_result<void> {
    struct type {};
};
template <class R>
struct stored_result<R&> {
    using type = R*;
};

/// Whether a T fits into a record's payload, behind its first `At` bytes.
template <class T, std::size_t At = 0>
inline constexpr bool fits_payload =
    sizeof(T) + At <= fiber_record::k_payload_size && alignof(T) <= 16 && std::is_nothrow_move_constructible_v<T>;

/// A value in a record's payload, or behind a pointer there when it does not fit.
template <class T, std::size_t At = 0>
struct in_payload {
    template <class... Args>
    static void emplace(fiber_record& fiber, Args&&... args) {
        if constexpr (fits_payload<T, At>)
            ::new (static_cast<void*>(fiber.payload + At)) T(std::forward<Args>(args)...);
        else
            ::new (static_cast<void*>(fiber.payload + At)) T*(new T(std::forward<Args>(args)...));
    }
    static T& get(fiber_record& fiber) noexcept {
        if constexpr (fits_payload<T, At>)
            return *std::launder(reinterpret_cast<T*>(fiber.payload + At));
        else
            return **std::launder(reinterpret_cast<T**>(fiber.payload + At));
    }
    static void destroy(fiber_record& fiber) noexcept {
        if constexpr (fits_payload<T, At>)
            std::destroy_at(std::addressof(get(fiber)));
        else
            delete std::addressof(get(fiber));
    }
};

/// Holds a callable that was taken out of the payload, which is then free for the result.
template <class Fn, std::size_t At = 0, bool Fits = fits_payload<Fn, At>>
struct taken_callable {
    explicit taken_callable(fiber_record& fiber) noexcept : fn(std::move(in_payload<Fn, At>::get(fiber))) {
        in_payload<Fn, At>::destroy(fiber);
    }
    Fn& get() noexcept { return fn; }
    Fn fn;
};
template <class Fn, std::size_t At>
struct taken_callable<Fn, At, false> {
    explicit taken_callable(fiber_record& fiber) noexcept : fn(std::addressof(in_payload<Fn, At>::get(fiber))) {}
    Fn& get() noexcept { return *fn; }
    std::unique_ptr<Fn> fn;
};

inline void keep_failure(fiber_record& fiber) noexcept {
    fiber.failure = ::new (static_cast<void*>(fiber.payload)) std::exception_ptr(what_left(fiber));
    fiber.needs_drop = true;
}

/// Takes out what the body of a finished fiber returned.
template <class R>
R take_value([[maybe_unused]] fiber_record& fiber) {
    using stored = typename stored_result<R>::type;
    if constexpr (std::is_reference_v<R>)
        return *in_payload<stored>::get(fiber);
    else if constexpr (!std::is_void_v<R>)
        return std::move(in_payload<stored>::get(fiber));
}

/// As take_value(), or throws what left the body.
template <class R>
R take_result(fiber_record& fiber) {
    if (fiber.failure != nullptr) std::rethrow_exception(*fiber.failure);
    return take_value<R>(fiber);
}

/// True when a result may be read from a record that was given back, until its worker does anything else.
template <class R>
inline constexpr bool stays_readable =
    std::is_void_v<R> ||
    (std::is_trivially_copyable_v<typename stored_result<R>::type> && fits_payload<typename stored_result<R>::type>);

/// The typed part of a fiber that calls an Fn and gives an R.
template <class Fn, class R>
struct fiber_body {
    using stored = typename stored_result<R>::type;

    static void install(fiber_record& fiber, auto&& fn) {
        in_payload<Fn>::emplace(fiber, std::forward<decltype(fn)>(fn));
        fiber.begin_steps(step);
    }

    static void step(fiber_record& fiber, fiber_step what) noexcept {
        if (what == fiber_step::run) {
            run(fiber);
        } else if (what == fiber_step::refused) {
            return; // whoever joins sees the failure
        } else if (fiber.failure != nullptr) {
            if (fiber.failed_to_start()) in_payload<Fn>::destroy(fiber);
            std::destroy_at(std::exchange(fiber.failure, nullptr));
        } else {
            in_payload<stored>::destroy(fiber);
        }
    }

private:
    static void run(fiber_record& fiber) noexcept {
        taken_callable<Fn> callable(fiber);
        try {
            if (fiber.is_told.load(memory_order_relaxed)) [[unlikely]]
                throw_if_cancelled("is about to start");
            if constexpr (std::is_void_v<R>) {
                std::invoke(callable.get());
            } else if constexpr (std::is_reference_v<R>) {
                R result = std::invoke(callable.get());
                in_payload<stored>::emplace(fiber, std::addressof(result));
            } else {
                in_payload<stored>::emplace(fiber, std::invoke(callable.get()));
                if constexpr (!(std::is_trivially_destructible_v<R> && fits_payload<R>)) fiber.needs_drop = true;
            }
        } catch (...) {
            keep_failure(fiber);
        }
    }
};

} // namespace weft::detail::tasks
