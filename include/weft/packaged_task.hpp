// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/future.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

namespace weft {

/// Exists as packaged_task<R(Args...)>.
template <class Signature>
class packaged_task;

/// A callable whose outcome goes to a weft::future. As std::packaged_task, for fibers of any runtime and plain threads.
/// Move-only; the callable may be, too. A task that goes without having been called sets broken_promise.
///
/// Calling it calls the callable, suspends when that does, and throws only std::future_error: promise_already_satisfied
/// the second time, no_state for an empty task. The constructor and reset() allocate.
///
/// @code
/// weft::packaged_task<int(int)> twice([](int n) { return 2 * n; });
/// auto result = twice.get_future();
/// weft::spawn([&] { twice(21); }).join();
/// @endcode
template <class R, class... Args>
class packaged_task<R(Args...)> {
public:
    packaged_task() noexcept = default;
    /// Holds `fn`. Throws what copying it throws, or std::bad_alloc.
    template <class Fn>
        requires(!std::same_as<std::remove_cvref_t<Fn>, packaged_task> &&
                 std::is_invocable_r_v<R, std::decay_t<Fn>&, Args...>)
    explicit packaged_task(Fn&& fn)
        : body_(std::make_unique<body_of<std::decay_t<Fn>>>(std::forward<Fn>(fn))), owner_(owner::make()) {}

    /// False when it holds no callable.
    [[nodiscard]] bool valid() const noexcept { return body_ != nullptr; }

    /// Exchanges callables and outcomes.
    void swap(packaged_task& other) noexcept { std::swap(*this, other); }

    /// The future, once.
    [[nodiscard]] future<R> get_future() { return future<R>(owner_.for_future()); }

    /// Calls the callable; what it returns or throws is the outcome.
    void operator()(Args... args) {
        const auto state = owner_.get();
        state->begin();
        std::exception_ptr failure;
        try {
            body_->call_into(*state, std::forward<Args>(args)...);
        } catch (...) {
            failure = std::current_exception();
        }
        state->finish_with(std::move(failure)); // not in the handler, which would keep what the other side has by then
    }

    /// Makes the task callable once more, for a new future; the old one gets broken_promise unless it has its outcome.
    void reset() {
        static_cast<void>(owner_.get());
        owner_ = owner::make();
    }

private:
    using owner = detail::outcome_owner<R>;

    struct body {
        virtual ~body() = default;
        virtual void call_into(detail::outcome<R>& to, Args... args) = 0;
    };

    template <class Fn>
    struct body_of final : body {
        template <class Source>
        explicit body_of(Source&& source) : fn(std::forward<Source>(source)) {}
        void call_into(detail::outcome<R>& to, Args... args) override {
            if constexpr (std::is_void_v<R>) {
                std::invoke(fn, std::forward<Args>(args)...);
                to.put();
            } else {
                to.put(std::invoke(fn, std::forward<Args>(args)...));
            }
        }
        Fn fn;
    };

    std::unique_ptr<body> body_;
    owner owner_;
};

namespace detail::sync {
/// The signature that std deduces from a callable.
template <class Fn>
struct signature_of;
template <class Signature>
struct signature_of<std::packaged_task<Signature>> {
    using type = Signature;
};
} // namespace detail::sync

template <class R, class... Args>
packaged_task(R (*)(Args...)) -> packaged_task<R(Args...)>;
template <class Fn>
packaged_task(Fn)
    -> packaged_task<typename detail::signature_of<decltype(std::packaged_task(std::declval<Fn>()))>::type>;

template <class R, class... Args>
void swap(packaged_task<R(Args...)>& left, packaged_task<R(Args...)>& right) noexcept {
    left.swap(right);
}

} // namespace weft
