// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancelled.hpp>
#include <weft/child.hpp>
#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/task/kept_value.hpp>
#include <weft/event.hpp>
#include <weft/with_timeout.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace weft {
template <class V>
class started;
}

namespace weft::detail::groups {

struct WEFT_API nothing_started {};

/// What task_group::start() and its child share, on the stack of the one that starts, who waits for `told`.
template <class V>
struct start_state {
    using stored = std::conditional_t<std::is_void_v<V>, nothing_started, V>;

    event told;
    std::optional<stored> value;
    std::exception_ptr error;

    /// In a handler of what left the body.
    void keep_error() noexcept { error = std::current_exception(); }
};

/// The child's side: tells the starter once, whatever becomes of the child. Moves with the callable into the fiber.
template <class V>
class start_teller {
public:
    explicit start_teller(start_state<V>& state) noexcept : state_(std::addressof(state)) {}
    start_teller(start_teller&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
    start_teller& operator=(start_teller&&) = delete;
    ~start_teller() { tell(); }

    /// Null once it has told.
    start_state<V>* state() const noexcept { return state_; }

    void tell() noexcept {
        if (start_state<V>* const state = std::exchange(state_, nullptr)) state->told.set();
    }

private:
    start_state<V>* state_;
};

} // namespace weft::detail::groups

namespace weft {

/// What the child of task_group::start() calls, once, when it is ready to serve: the starter goes on.
template <class V = void>
class started {
public:
    explicit started(detail::groups::start_teller<V>& teller) noexcept : teller_(teller) {}
    started(const started&) = delete;
    started& operator=(const started&) = delete;

    /// Gives the starter its value. Never suspends.
    template <class... Value>
    void operator()(Value&&... value) {
        static_assert(sizeof...(Value) == (std::is_void_v<V> ? 0 : 1),
                      "started<V> is called with one value; started<> with none");
        WEFT_ASSERT(teller_.state() != nullptr, "started() was called twice: a child starts once");
        teller_.state()->value.emplace(std::forward<Value>(value)...);
        teller_.tell();
    }

private:
    detail::groups::start_teller<V>& teller_;
};

} // namespace weft

namespace weft::detail::groups {

/// The body of a child that starts: what leaves it before started() was called is the starter's, not the group's.
template <class V, class Fn>
class start_body {
public:
    template <class Given>
    start_body(start_state<V>& state, Given&& fn) : teller_(state), fn_(std::forward<Given>(fn)) {}

    void operator()() {
        started<V> called(teller_);
        try {
            std::invoke(fn_, called);
        } catch (const cancelled&) {
            throw;
        } catch (...) {
            if (teller_.state() == nullptr) throw;
            teller_.state()->keep_error();
        }
    }

    /// The fiber will never start, and its callable is destroyed later.
    void was_refused() noexcept { teller_.tell(); }

private:
    start_teller<V> teller_;
    Fn fn_;
};

/// The starter is cancelled: so is the child, which still refers to the state, unless it has told.
template <class V, class Child>
void await_told(start_state<V>& state, Child& starting) {
    try {
        state.told.wait();
    } catch (...) {
        starting.cancel(cancel_reason::abandoned);
        with_shield([&] { state.told.wait(); });
        throw;
    }
}

template <class V, class Child>
V await_start(start_state<V>& state, Child& starting) {
    await_told(state, starting);
    if (state.error != nullptr) std::rethrow_exception(state.error);
    if (!state.value) {
        starting.join(); // throws fiber_cancelled, or what refused it a stack
        throw std::logic_error("weft: a child ended without calling started()");
    }
    if constexpr (!std::is_void_v<V>) return std::move(*state.value);
}

} // namespace weft::detail::groups
