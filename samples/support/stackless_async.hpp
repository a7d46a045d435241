// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/clock.hpp>
#include <weft/this_fiber.hpp>

#include <coroutine>
#include <exception>
#include <map>
#include <optional>
#include <utility>

// What a C++20 coroutine needs before the body of a generator can wait: an event loop to wait in, a type of coroutine
// that may wait for another (stackless_task), and a type of generator that may wait itself (stackless_async_generator).
// The loop sleeps by weft's clock, so that the samples can run on virtual time.

/// Runs to its end in a loop; only there, and in others like it, may one write `co_await`.
class stackless_task {
public:
    struct promise_type {
        std::exception_ptr failure;
        stackless_task get_return_object() {
            return stackless_task(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { failure = std::current_exception(); }
    };

    stackless_task(stackless_task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    ~stackless_task() {
        if (frame_) frame_.destroy();
    }

private:
    friend class stackless_loop;
    explicit stackless_task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
    std::coroutine_handle<promise_type> frame_;
};

class stackless_loop {
public:
    /// To be awaited.
    auto sleep_until(weft::clock::time_point when) {
        struct awaiter {
            stackless_loop& loop;
            weft::clock::time_point when;
            bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<> who) { loop.timers_.emplace(when, who); }
            void await_resume() const noexcept {}
        };
        return awaiter{*this, when};
    }

    void run(stackless_task main) {
        main.frame_.resume();
        while (!timers_.empty()) {
            auto first = timers_.extract(timers_.begin());
            weft::this_fiber::sleep_until(first.key());
            first.mapped().resume();
        }
        if (main.frame_.promise().failure) std::rethrow_exception(main.frame_.promise().failure);
    }

private:
    std::multimap<weft::clock::time_point, std::coroutine_handle<>> timers_;
};

/// `while (auto item = co_await numbers.next())`: there is no loop for this.
template <class T>
class stackless_async_generator {
public:
    struct promise_type {
        const T* item = nullptr;
        std::coroutine_handle<> consumer;
        std::exception_ptr failure;

        struct to_consumer {
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept {
                return self.promise().consumer;
            }
            void await_resume() const noexcept {}
        };
        stackless_async_generator get_return_object() {
            return stackless_async_generator(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        to_consumer final_suspend() noexcept { return {}; }
        to_consumer yield_value(const T& value) noexcept {
            item = &value;
            return {};
        }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { failure = std::current_exception(); }
    };

    /// To be awaited.
    auto next() {
        struct awaiter {
            std::coroutine_handle<promise_type> frame;
            bool await_ready() const noexcept { return frame.done(); }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> who) noexcept {
                frame.promise().consumer = who;
                return frame;
            }
            std::optional<T> await_resume() {
                if (auto failure = std::exchange(frame.promise().failure, nullptr)) std::rethrow_exception(failure);
                return frame.done() ? std::nullopt : std::optional<T>(*frame.promise().item);
            }
        };
        return awaiter{frame_};
    }

    stackless_async_generator(stackless_async_generator&& other) noexcept
        : frame_(std::exchange(other.frame_, nullptr)) {}
    ~stackless_async_generator() {
        if (frame_) frame_.destroy();
    }

private:
    explicit stackless_async_generator(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
    std::coroutine_handle<promise_type> frame_;
};
