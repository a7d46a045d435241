// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/future.hpp>

#include <exception>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace weft {

/// The giving end of a weft::future: sets a value or an exception, once. As std::promise, for fibers of any runtime and
/// plain threads. Move-only. A promise that goes without an outcome sets broken_promise.
///
/// Nothing suspends. Whoever waits may destroy his future at once; the promise keeps what both share alive. Errors are
/// std::future_error: promise_already_satisfied, future_already_retrieved, no_state for a promise that was moved away.
/// What the move or copy of the value throws goes to the setter, and the promise is as it was. A value is moved from on
/// success only. The constructor allocates.
///
/// @code
/// weft::promise<int> made;
/// auto kept = made.get_future();
/// made.set_value(42);
/// @endcode
template <class T>
class promise {
    struct nothing {}; // in the place of void
    using object = std::conditional_t<std::is_void_v<T>, nothing, std::remove_reference_t<T>>;

public:
    /// Throws std::bad_alloc.
    promise() : owner_(detail::outcome_owner<T>::make()) {}

    /// What promise and future share is allocated by `memory`.
    template <class Allocator>
    promise(std::allocator_arg_t, const Allocator& memory) : owner_(detail::outcome_owner<T>::make(memory)) {}

    /// Exchanges the outcomes.
    void swap(promise& other) noexcept { std::swap(owner_, other.owner_); }

    /// The future, once.
    [[nodiscard]] future<T> get_future() { return future<T>(owner_.for_future()); }

    /// Sets the value and wakes the waiters: set_value(), set_value(T&) or set_value(T), as T is void, a reference or
    /// else.
    void set_value()
        requires std::is_void_v<T>
    {
        put();
    }
    void set_value(object& value)
        requires std::is_reference_v<T>
    {
        put(value);
    }
    void set_value(object&& value)
        requires std::is_object_v<T>
    {
        put(std::move(value));
    }
    void set_value(const object& value)
        requires std::is_object_v<T>
    {
        put(value);
    }

    /// Sets the exception and wakes the waiters. Throws std::invalid_argument, and nothing has happened, when there is
    /// none.
    void set_exception(std::exception_ptr why) {
        const auto state = owner_.get();
        state->begin();
        if (why == nullptr) {
            state->abandon();
            throw std::invalid_argument(
                "weft: set_exception() of a null pointer, which is no exception: is it in a catch block?");
        }
        state->finish_with(std::move(why));
    }

private:
    template <class... Value>
    void put(Value&&... value) {
        const auto state = owner_.get();
        detail::set_outcome(*state, [&] { state->put(std::forward<Value>(value)...); });
    }

    detail::outcome_owner<T> owner_;
};

template <class T>
void swap(promise<T>& left, promise<T>& right) noexcept {
    left.swap(right);
}

} // namespace weft

template <class T, class Allocator>
struct std::uses_allocator<weft::promise<T>, Allocator> : std::true_type {};
