// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/testing/fiber_test.hpp>
#include <weft/weft.hpp>

#include <boost/fiber/all.hpp>

#include <chrono>
#include <condition_variable>
#include <future>
#include <thread>
#include <utility>

namespace weft::test {

/// What the suites ask of a fiber library: where both promise the same, one body tests both.
struct weft_kit {
    template <class Fn>
    static void run(Fn&& fn) {
        for (const unsigned workers : {0U, 1U, 2U, 4U, 8U}) testing::expect_clean({workers}, fn); // 0: simulated
    }
    template <class Fn>
    static auto spawn(Fn&& fn) {
        return weft::spawn(std::forward<Fn>(fn));
    }
    static void yield() { this_fiber::yield(); }
    static void sleep_for(std::chrono::milliseconds time) { this_fiber::sleep_for(time); }
    /// Until all other fibers wait.
    static void settle() { sleep_for(std::chrono::milliseconds(1)); }

    using condition_variable = weft::condition_variable;
    using condition_variable_any = weft::condition_variable_any;
    using mutex = weft::mutex;
    using timed_mutex = weft::timed_mutex;
    static constexpr auto k_timeout = std::cv_status::timeout;
    static constexpr auto k_no_timeout = std::cv_status::no_timeout;

    struct barrier {
        weft::barrier<> inner;
        explicit barrier(int count) : inner(count) {}
        void wait() { inner.arrive_and_wait(); }
    };

    template <class T>
    using promise = weft::promise<T>;
    template <class T>
    using future = weft::future<T>;
    template <class T>
    using shared_future = weft::shared_future<T>;
    template <class Signature>
    using packaged_task = weft::packaged_task<Signature>;
    using future_error = std::future_error;
    using future_errc = std::future_errc;
    using future_status = std::future_status;
};

struct boost_kit {
    template <class Fn>
    static void run(Fn&& fn) {
        std::thread(fn).join(); // its main fiber
    }
    template <class Fn>
    static auto spawn(Fn&& fn) {
        return boost::fibers::fiber(std::forward<Fn>(fn));
    }
    static void yield() { boost::this_fiber::yield(); }
    static void sleep_for(std::chrono::milliseconds time) { boost::this_fiber::sleep_for(time); }
    static void settle() {
        for (int turn = 0; turn < 16; ++turn) yield(); // one thread, first-in first-out
    }

    using condition_variable = boost::fibers::condition_variable;
    using condition_variable_any = boost::fibers::condition_variable_any;
    using mutex = boost::fibers::mutex;
    using timed_mutex = boost::fibers::timed_mutex;
    static constexpr auto k_timeout = boost::fibers::cv_status::timeout;
    static constexpr auto k_no_timeout = boost::fibers::cv_status::no_timeout;

    struct barrier {
        boost::fibers::barrier inner;
        explicit barrier(int count) : inner(static_cast<std::size_t>(count)) {}
        void wait() { inner.wait(); }
    };

    template <class T>
    using promise = boost::fibers::promise<T>;
    template <class T>
    using future = boost::fibers::future<T>;
    template <class T>
    using shared_future = boost::fibers::shared_future<T>;
    template <class Signature>
    using packaged_task = boost::fibers::packaged_task<Signature>;
    using future_error = boost::fibers::future_error;
    using future_errc = boost::fibers::future_errc;
    using future_status = boost::fibers::future_status;
};

} // namespace weft::test
