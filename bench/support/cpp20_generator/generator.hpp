// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <coroutine>
#include <exception>
#include <iterator>
#include <utility>

namespace bench {

// What a range-for over a coroutine needs; Promise has `item`, the address of what was yielded, and resume().
template <class Promise, class T>
class coroutine_range {
public:
    using promise_type = Promise;
    using handle = std::coroutine_handle<Promise>;

    explicit coroutine_range(handle frame) : frame_(frame) {}
    coroutine_range(coroutine_range&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    ~coroutine_range() {
        if (frame_) frame_.destroy();
    }

    class iterator {
    public:
        explicit iterator(handle frame) : frame_(frame) {}
        const T& operator*() const { return *frame_.promise().item; }
        iterator& operator++() {
            frame_.promise().resume();
            return *this;
        }
        friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.frame_.done(); }

    private:
        handle frame_;
    };
    iterator begin() {
        frame_.promise().resume();
        return iterator(frame_);
    }
    static std::default_sentinel_t end() { return {}; }
    handle frame() const { return frame_; }

private:
    handle frame_;
};

// A generator that knows of no other: recursion is a loop over the inner one that yields each item again.
template <class T>
struct simple_promise {
    const T* item = nullptr;
    std::exception_ptr failure;

    auto get_return_object() {
        return coroutine_range<simple_promise, T>(std::coroutine_handle<simple_promise>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(const T& value) noexcept {
        item = &value;
        return {};
    }
    void return_void() noexcept {}
    void unhandled_exception() { failure = std::current_exception(); }
    void resume() {
        std::coroutine_handle<simple_promise>::from_promise(*this).resume();
        if (failure) std::rethrow_exception(failure);
    }
};

template <class T>
using simple_generator = coroutine_range<simple_promise<T>, T>;

// A generator whose outermost one knows the innermost: `co_yield elements_of` transfers to the inner one, which
// transfers back at its end, so an item costs the same at any depth.
template <class T>
struct nesting_promise {
    using handle = std::coroutine_handle<nesting_promise>;

    const T* item = nullptr;
    std::exception_ptr failure;
    nesting_promise* outermost = this;
    nesting_promise* parent = nullptr;
    handle innermost = handle::from_promise(*this); // of the outermost

    auto get_return_object() { return coroutine_range<nesting_promise, T>(handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }

    struct back_to_parent {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(handle done) noexcept {
            nesting_promise& self = done.promise();
            if (self.parent == nullptr) return std::noop_coroutine();
            self.outermost->innermost = handle::from_promise(*self.parent);
            return self.outermost->innermost;
        }
        void await_resume() noexcept {}
    };
    back_to_parent final_suspend() noexcept { return {}; }

    std::suspend_always yield_value(const T& value) noexcept {
        outermost->item = &value;
        return {};
    }

    struct into_inner {
        coroutine_range<nesting_promise, T> inner;
        bool await_ready() noexcept { return false; }
        handle await_suspend(handle self) noexcept {
            nesting_promise& below = inner.frame().promise();
            below.outermost = self.promise().outermost;
            below.parent = &self.promise();
            return below.outermost->innermost = inner.frame();
        }
        void await_resume() {
            if (inner.frame().promise().failure) std::rethrow_exception(inner.frame().promise().failure);
        }
    };
    into_inner yield_value(coroutine_range<nesting_promise, T>&& inner) noexcept { return {std::move(inner)}; }

    void return_void() noexcept {}
    void unhandled_exception() { failure = std::current_exception(); }
    void resume() {
        innermost.resume();
        if (failure) std::rethrow_exception(failure);
    }
};

template <class T>
using nesting_generator = coroutine_range<nesting_promise<T>, T>;

} // namespace bench
