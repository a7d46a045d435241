// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>

namespace weft::detail::sync {

/// What a promise and its futures share: whether there is an outcome yet, who waits for it, and the exception if it is
/// one. The value is in outcome<T>. Any fiber or thread.
///
/// Invariant: the one that moves the state from pending to setting writes the value, or the exception, before it moves
/// on to ready; after that nobody does. Somebody waits unclaimed => not ready.
class WEFT_API outcome_core {
public:
    /// Begins to set it. Throws promise_already_satisfied.
    void begin();

    /// Ends what begin() began: with the value in place, with an exception, or as if nothing had happened.
    void finish() noexcept;
    void finish_with(std::exception_ptr why) noexcept;
    void abandon() noexcept;

    /// Sets broken_promise unless there is an outcome.
    void break_promise() noexcept;

    /// Throws future_already_retrieved the second time.
    void take_future();

    [[nodiscard]] bool is_ready() const noexcept;
    bool wait_until(time_point deadline) const;

    /// Once it is ready.
    void throw_failure() const {
        if (failure_ != nullptr) std::rethrow_exception(failure_);
    }

    /// As throw_failure(), for a unique future: gives away our reference, so the exception object dies at the end of
    /// the caller's handler, on the caller's thread.
    void throw_only_failure() {
        if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
    }

private:
    enum class state : std::uint8_t { pending, setting, ready };
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits for future"};

    mutable lowlevel::wait_list waiters_; // its lock guards the states
    state state_ WEFT_GUARDED_BY(waiters_) = state::pending;
    bool is_taken_ WEFT_GUARDED_BY(waiters_) = false;
    std::exception_ptr failure_;
};

/// With the value. `get` once it is ready.
template <class T>
class outcome : public outcome_core {
public:
    template <class... Args>
    void put(Args&&... args) {
        value_.emplace(std::forward<Args>(args)...);
    }
    T& get() noexcept { return *value_; }

private:
    std::optional<T> value_;
};

template <class T>
class outcome<T&> : public outcome_core {
public:
    void put(T& value) noexcept { value_ = std::addressof(value); }
    T& get() noexcept { return *value_; }

private:
    T* value_ = nullptr;
};

template <>
class outcome<void> : public outcome_core {
public:
    void put() noexcept {}
};

/// The outcome behind a handle; throws no_state when there is none.
template <class T>
outcome<T>& state_of(const std::shared_ptr<outcome<T>>& handle) {
    if (handle == nullptr) throw std::future_error(std::future_errc::no_state);
    return *handle;
}

/// Whether there is an outcome by `deadline`; suspends until then.
template <class T>
std::future_status status_at(const std::shared_ptr<outcome<T>>& handle, time_point deadline) {
    return state_of(handle).wait_until(deadline) ? std::future_status::ready : std::future_status::timeout;
}

/// Sets the value that make() puts in; what make() throws goes to the caller, and nothing has happened.
template <class T, class Make>
void set_outcome(outcome<T>& to, Make&& make) {
    to.begin();
    try {
        std::forward<Make>(make)();
    } catch (...) {
        to.abandon();
        throw;
    }
    to.finish();
}

/// The giving end's hold on an outcome, or none: going without an outcome breaks the promise.
template <class T>
class outcome_owner {
public:
    outcome_owner() noexcept = default;
    explicit outcome_owner(std::shared_ptr<outcome<T>> state) noexcept : state_(std::move(state)) {}
    outcome_owner(outcome_owner&&) noexcept = default;
    outcome_owner& operator=(outcome_owner&& other) noexcept {
        outcome_owner moved(std::move(other));
        state_.swap(moved.state_);
        return *this;
    }
    ~outcome_owner() {
        if (state_ != nullptr) state_->break_promise();
    }

    static outcome_owner make() { return outcome_owner(std::make_shared<outcome<T>>()); }
    template <class Allocator>
    static outcome_owner make(const Allocator& memory) {
        return outcome_owner(std::allocate_shared<outcome<T>>(memory));
    }

    /// Throws no_state. Returns a copy, since a woken waiter may end the owner.
    std::shared_ptr<outcome<T>> get() const {
        static_cast<void>(state_of(state_));
        return state_;
    }

    /// What the future gets, once.
    std::shared_ptr<outcome<T>> for_future() const {
        state_of(state_).take_future();
        return state_;
    }

private:
    std::shared_ptr<outcome<T>> state_;
};

} // namespace weft::detail::sync
