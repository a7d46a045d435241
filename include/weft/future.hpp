// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/sync/outcome.hpp>

#include <future>
#include <memory>
#include <type_traits>
#include <utility>

namespace weft {

template <class T>
class promise;
template <class Signature>
class packaged_task;
template <class T>
class shared_future;

/// The receiving end of a weft::promise or weft::packaged_task: waits for a value or an exception, and takes it once.
/// As std::future, for fibers of any runtime and plain threads. Move-only; one user at a time.
///
/// The waits suspend the fiber (block the plain thread) and are checkpoints. What happened before the outcome was set
/// is seen after the wait. Timeouts and deadlines are measured by the caller's clock, weft::clock. Errors are
/// std::future_error: no_state for a future that is empty (never valid, moved away, taken from), broken_promise when
/// the promise went without an outcome.
///
/// @code
/// weft::promise<int> made;
/// weft::future<int> kept = made.get_future();
/// auto maker = weft::spawn([&] { made.set_value(42); });
/// fmt::print("{}\n", kept.get());
/// @endcode
template <class T>
class future {
public:
    future() noexcept = default;
    future(future&&) noexcept = default;
    future& operator=(future&&) noexcept = default;

    /// True while there is an outcome to come or to take.
    [[nodiscard]] bool valid() const noexcept { return state_ != nullptr; }

    /// Suspends the fiber (blocks the plain thread) until there is an outcome.
    void wait() const { static_cast<void>(detail::state_of(state_).wait_until(detail::k_no_deadline)); }

    /// As wait(), for `timeout` at most.
    [[nodiscard]] std::future_status wait_for(any_duration timeout) const {
        return wait_until(detail::deadline_after(timeout));
    }

    /// As wait(), until `deadline` at most.
    [[nodiscard]] std::future_status wait_until(any_time_point deadline) const {
        return detail::status_at(state_, deadline.when());
    }

    /// wait(), then returns the value or throws the exception. The future is empty afterwards.
    T get() {
        detail::state_of(state_).wait_until(detail::k_no_deadline);
        const auto state = std::exchange(state_, nullptr);
        state->throw_only_failure();
        if constexpr (std::is_reference_v<T>)
            return state->get();
        else if constexpr (!std::is_void_v<T>)
            return std::move(state->get());
    }

    /// A future that can be copied, and asked often; this one is empty afterwards.
    shared_future<T> share() noexcept { return shared_future<T>(std::move(*this)); }

private:
    friend class promise<T>;
    template <class Signature>
    friend class packaged_task;
    friend class shared_future<T>;
    explicit future(std::shared_ptr<detail::outcome<T>> state) noexcept : state_(std::move(state)) {}

    std::shared_ptr<detail::outcome<T>> state_;
};

/// A weft::future that many may have, each a copy of his own, and whose value stays where it is. As std::shared_future.
///
/// @code
/// weft::shared_future<int> kept = made.get_future().share();
/// @endcode
template <class T>
class shared_future {
public:
    shared_future() noexcept = default;
    /// Takes over what `from` has, as its share() does.
    shared_future(future<T>&& from) noexcept // NOLINT(google-explicit-constructor): as std::shared_future
        : state_(std::move(from.state_)) {}

    /// True while there is an outcome to come or to take.
    [[nodiscard]] bool valid() const noexcept { return state_ != nullptr; }

    /// Suspends the fiber (blocks the plain thread) until there is an outcome.
    void wait() const { static_cast<void>(detail::state_of(state_).wait_until(detail::k_no_deadline)); }

    /// As wait(), for `timeout` at most.
    [[nodiscard]] std::future_status wait_for(any_duration timeout) const {
        return wait_until(detail::deadline_after(timeout));
    }

    /// As wait(), until `deadline` at most.
    [[nodiscard]] std::future_status wait_until(any_time_point deadline) const {
        return detail::status_at(state_, deadline.when());
    }

    /// wait(), then returns the value (by reference to const), or throws the exception. As often as one likes.
    decltype(auto) get() const {
        detail::outcome<T>& state = detail::state_of(state_);
        state.wait_until(detail::k_no_deadline);
        state.throw_failure();
        if constexpr (std::is_reference_v<T>)
            return state.get();
        else if constexpr (!std::is_void_v<T>)
            return std::as_const(state.get());
    }

private:
    std::shared_ptr<detail::outcome<T>> state_;
};

} // namespace weft
