// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <coroutine>
#include <exception>
#include <iterator>
#include <utility>

// The least C++20 coroutine generator: what the samples put beside weft::generator. C++23 has std::generator.
template <class T>
class stackless_generator {
public:
    struct promise_type {
        const T* item = nullptr;
        std::exception_ptr failure;

        stackless_generator get_return_object() {
            return stackless_generator(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(const T& value) noexcept {
            item = &value;
            return {};
        }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { failure = std::current_exception(); }
    };

    class iterator {
    public:
        explicit iterator(std::coroutine_handle<promise_type> frame) : frame_(frame) { ++*this; }
        const T& operator*() const { return *frame_.promise().item; }
        iterator& operator++() {
            frame_.resume();
            if (frame_.promise().failure) std::rethrow_exception(frame_.promise().failure);
            return *this;
        }
        friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.frame_.done(); }

    private:
        std::coroutine_handle<promise_type> frame_;
    };

    stackless_generator(stackless_generator&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    ~stackless_generator() {
        if (frame_) frame_.destroy();
    }
    iterator begin() { return iterator(frame_); }
    static std::default_sentinel_t end() { return {}; }

private:
    explicit stackless_generator(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
    std::coroutine_handle<promise_type> frame_;
};
