// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancelled.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/pool/pool_core.hpp>
#include <weft/event.hpp>
#include <weft/outside_work.hpp>
#include <weft/promise.hpp>
#include <weft/result.hpp>
#include <weft/with_timeout.hpp>

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace weft::detail::pools {

/// Calls fn(token) if that can be, else fn().
template <class Fn>
decltype(auto) call_with_token(Fn& fn, [[maybe_unused]] const std::stop_token& token) {
    if constexpr (std::is_invocable_v<Fn&, std::stop_token>)
        return std::invoke(fn, token);
    else
        return std::invoke(fn);
}

template <class Fn>
using pool_result = decltype(call_with_token(std::declval<std::decay_t<Fn>&>(), std::declval<std::stop_token>()));

/// What the caller of a job that was dropped gets.
WEFT_API std::exception_ptr dropped_by_pool();

/// A job whose caller waits for it.
template <class Fn>
class call_job : public thread_job {
public:
    using value = decltype(call_with_token(std::declval<Fn&>(), std::declval<std::stop_token>()));

    void wait() { done_.wait(); }
    value take() { return std::move(*outcome_).value(); }

    void finish() noexcept override { done_.set(); }
    void drop() noexcept override {
        outcome_.emplace(result<value>::failed(dropped_by_pool()));
        finish();
    }

protected:
    ~call_job() = default;
    void call_it(Fn& fn) noexcept {
        try {
            outcome_.emplace(result<value>::of([&]() -> value { return call_with_token(fn, token()); }));
        } catch (...) { // weft::cancelled, from elsewhere: no thread is cancelled
            outcome_.emplace(result<value>::failed(std::current_exception()));
        }
    }

private:
    event done_;
    std::optional<result<value>> outcome_;
};

/// In the frame of its caller, who stays until it is over.
template <class Fn>
class staying_job final : public call_job<Fn> {
public:
    explicit staying_job(Fn& fn) noexcept : fn_(fn) {}
    void call() noexcept override { this->call_it(fn_); }

private:
    Fn& fn_;
};

/// Owns what it calls: its caller may leave.
template <class Fn>
class owning_job final : public call_job<Fn> {
public:
    explicit owning_job(Fn fn) : fn_(std::move(fn)) {}

    /// Whoever runs it keeps it.
    void keep(std::shared_ptr<owning_job> self) noexcept { self_ = std::move(self); }
    void release() noexcept { self_.reset(); }

    void call() noexcept override { this->call_it(fn_); }
    void finish() noexcept override {
        const std::shared_ptr<owning_job> self = std::move(self_);
        call_job<Fn>::finish();
    }

private:
    Fn fn_;
    std::shared_ptr<owning_job> self_;
};

/// A job of submit(): nobody waits for it, but for its future.
template <class Fn, class R>
class promised_job final : public thread_job {
public:
    explicit promised_job(Fn fn) : fn_(std::move(fn)) {}

    future<R> get_future() { return promise_.get_future(); }
    void announce(outside_work work) noexcept { work_.emplace(std::move(work)); }

    void call() noexcept override {
        try {
            if constexpr (std::is_void_v<R>) {
                call_with_token(fn_, token());
                promise_.set_value();
            } else {
                promise_.set_value(call_with_token(fn_, token()));
            }
        } catch (...) {
            promise_.set_exception(std::current_exception());
        }
    }
    void finish() noexcept override { delete this; }
    void drop() noexcept override { delete this; }

private:
    Fn fn_;
    std::optional<outside_work> work_; // goes after the promise, which wakes
    promise<R> promise_;
};

/// Waits for a job that was pushed. A cancelled caller takes back a job that has not begun; of another `leave()` says
/// whether the caller leaves: then weft::cancelled is thrown on, else the job is asked to stop, and the caller stays.
template <class Job, class Leave>
void await_job(pool_core& pool, Job& job, Leave&& leave) {
    try {
        job.wait();
    } catch (const cancelled&) {
        if (pool.withdraw(job)) {
            if constexpr (requires { job.release(); }) job.release();
            throw;
        }
        job.ask_to_stop();
        if (leave()) throw;
        with_shield([&] { job.wait(); });
    }
}

/// Announces a thread's work to the caller's runtime, if that is a fiber.
class WEFT_API announced_work {
public:
    announced_work();

private:
    std::optional<outside_work> work_;
};

} // namespace weft::detail::pools
