// SPDX-License-Identifier: BSL-1.0
// What docs/synchronisation.md says of std: same names, same members. Each row is checked of std's class and of weft's.
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <array>
#include <barrier>
#include <concepts>
#include <condition_variable>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;
using timeout = std::chrono::milliseconds;
using deadline = std::chrono::steady_clock::time_point;

// --- what both do, or both do not

template <class Std, class Weft>
constexpr bool agree = std::is_default_constructible_v<Std> == std::is_default_constructible_v<Weft> &&
                       std::is_copy_constructible_v<Std> == std::is_copy_constructible_v<Weft> &&
                       std::is_copy_assignable_v<Std> == std::is_copy_assignable_v<Weft> &&
                       std::is_move_constructible_v<Std> == std::is_move_constructible_v<Weft> &&
                       std::is_nothrow_move_constructible_v<Std> <= std::is_nothrow_move_constructible_v<Weft> &&
                       std::is_nothrow_move_assignable_v<Std> <= std::is_nothrow_move_assignable_v<Weft> &&
                       std::is_nothrow_swappable_v<Std> <= std::is_nothrow_swappable_v<Weft>;

static_assert(agree<std::mutex, mutex>);
static_assert(agree<std::timed_mutex, timed_mutex>);
static_assert(agree<std::recursive_mutex, recursive_mutex>);
static_assert(agree<std::recursive_timed_mutex, recursive_timed_mutex>);
static_assert(agree<std::shared_mutex, shared_mutex>);
static_assert(agree<std::shared_timed_mutex, shared_timed_mutex>);
static_assert(agree<std::condition_variable, condition_variable>);
static_assert(agree<std::condition_variable_any, condition_variable_any>);
static_assert(agree<std::counting_semaphore<5>, counting_semaphore<5>>);
static_assert(agree<std::binary_semaphore, binary_semaphore>);
static_assert(agree<std::latch, latch>);
static_assert(agree<std::barrier<>, barrier<>>);
static_assert(agree<std::once_flag, once_flag>);
static_assert(agree<std::promise<int>, promise<int>> && agree<std::promise<void>, promise<void>>);
static_assert(agree<std::promise<int&>, promise<int&>>);
static_assert(agree<std::future<int>, future<int>> && agree<std::shared_future<int>, shared_future<int>>);
static_assert(agree<std::packaged_task<int()>, packaged_task<int()>>);

// --- members

template <class M>
concept basic_lock = std::is_nothrow_default_constructible_v<M> && requires(M m) {
    { m.lock() } -> std::same_as<void>;
    { m.try_lock() } -> std::same_as<bool>;
    { m.unlock() } -> std::same_as<void>;
};
template <class M>
concept timed_lock = basic_lock<M> && requires(M m) {
    { m.try_lock_for(timeout()) } -> std::same_as<bool>;
    { m.try_lock_until(deadline()) } -> std::same_as<bool>;
};
template <class M>
concept shared_lock = basic_lock<M> && requires(M m) {
    { m.lock_shared() } -> std::same_as<void>;
    { m.try_lock_shared() } -> std::same_as<bool>;
    { m.unlock_shared() } -> std::same_as<void>;
};
template <class M>
concept shared_timed_lock = shared_lock<M> && timed_lock<M> && requires(M m) {
    { m.try_lock_shared_for(timeout()) } -> std::same_as<bool>;
    { m.try_lock_shared_until(deadline()) } -> std::same_as<bool>;
};
static_assert(basic_lock<std::mutex> && basic_lock<mutex>);
static_assert(basic_lock<std::recursive_mutex> && basic_lock<recursive_mutex>);
static_assert(timed_lock<std::timed_mutex> && timed_lock<timed_mutex>);
static_assert(timed_lock<std::recursive_timed_mutex> && timed_lock<recursive_timed_mutex>);
static_assert(shared_lock<std::shared_mutex> && shared_lock<shared_mutex>);
static_assert(shared_timed_lock<std::shared_timed_mutex> && shared_timed_lock<shared_timed_mutex>);

using predicate = bool (*)();

template <class C, class Lock>
concept condition = requires(C c, Lock lock, predicate ready) {
    { c.notify_one() } noexcept -> std::same_as<void>;
    { c.notify_all() } noexcept -> std::same_as<void>;
    { c.wait(lock) } -> std::same_as<void>;
    { c.wait(lock, ready) } -> std::same_as<void>;
    { c.wait_for(lock, timeout()) } -> std::same_as<std::cv_status>;
    { c.wait_for(lock, timeout(), ready) } -> std::same_as<bool>;
    { c.wait_until(lock, deadline()) } -> std::same_as<std::cv_status>;
    { c.wait_until(lock, deadline(), ready) } -> std::same_as<bool>;
};
template <class C, class Lock>
concept stoppable_condition = condition<C, Lock> && requires(C c, Lock lock, std::stop_token stop, predicate ready) {
    { c.wait(lock, stop, ready) } -> std::same_as<bool>;
    { c.wait_for(lock, stop, timeout(), ready) } -> std::same_as<bool>;
    { c.wait_until(lock, stop, deadline(), ready) } -> std::same_as<bool>;
};
static_assert(condition<std::condition_variable, std::unique_lock<std::mutex>>);
static_assert(condition<condition_variable, std::unique_lock<mutex>>);
static_assert(stoppable_condition<std::condition_variable_any, std::shared_lock<std::shared_mutex>>);
static_assert(stoppable_condition<condition_variable_any, std::shared_lock<shared_mutex>>);

template <class S>
concept semaphore = !std::is_convertible_v<std::ptrdiff_t, S> && requires(S s) {
    S(1);
    { s.acquire() } -> std::same_as<void>;
    { s.try_acquire() } noexcept -> std::same_as<bool>;
    { s.try_acquire_for(timeout()) } -> std::same_as<bool>;
    { s.try_acquire_until(deadline()) } -> std::same_as<bool>;
    { s.release() } -> std::same_as<void>;
    { s.release(1) } -> std::same_as<void>;
    { S::max() } noexcept -> std::same_as<std::ptrdiff_t>;
};
static_assert(semaphore<std::counting_semaphore<5>> && semaphore<counting_semaphore<5>>);
static_assert(semaphore<std::counting_semaphore<>> && semaphore<counting_semaphore<>>);
static_assert(semaphore<std::binary_semaphore> && semaphore<binary_semaphore>);

template <class L>
concept count_latch = !std::is_convertible_v<std::ptrdiff_t, L> && requires(L l, const L& seen) {
    L(1);
    { l.count_down() } -> std::same_as<void>;
    { l.count_down(1) } -> std::same_as<void>;
    { seen.try_wait() } noexcept -> std::same_as<bool>;
    { seen.wait() } -> std::same_as<void>;
    { l.arrive_and_wait() } -> std::same_as<void>;
    { l.arrive_and_wait(1) } -> std::same_as<void>;
    { L::max() } noexcept -> std::same_as<std::ptrdiff_t>;
};
static_assert(count_latch<std::latch> && count_latch<latch>);

template <class B>
concept phase_barrier = !std::is_convertible_v<std::ptrdiff_t, B> && requires(B b, const B& seen) {
    B(1);
    { b.arrive() } -> std::same_as<typename B::arrival_token>;
    { b.arrive(1) } -> std::same_as<typename B::arrival_token>;
    { seen.wait(std::declval<typename B::arrival_token>()) } -> std::same_as<void>;
    { b.arrive_and_wait() } -> std::same_as<void>;
    { b.arrive_and_drop() } -> std::same_as<void>;
    { B::max() } noexcept -> std::same_as<std::ptrdiff_t>;
};
static_assert(phase_barrier<std::barrier<>> && phase_barrier<barrier<>>);

template <class P, class F>
concept giving_end = requires(P p, P other, std::exception_ptr why, std::allocator<int> memory) {
    P();
    P(std::allocator_arg, memory);
    { p.swap(other) } noexcept -> std::same_as<void>;
    { swap(p, other) } noexcept -> std::same_as<void>;
    { p.get_future() } -> std::same_as<F>;
    { p.set_exception(why) } -> std::same_as<void>;
} && std::uses_allocator_v<P, std::allocator<int>>;
static_assert(giving_end<std::promise<int>, std::future<int>> && giving_end<promise<int>, future<int>>);
static_assert(giving_end<std::promise<int&>, std::future<int&>> && giving_end<promise<int&>, future<int&>>);
static_assert(giving_end<std::promise<void>, std::future<void>> && giving_end<promise<void>, future<void>>);

template <class P>
concept takes_text = requires(P p, const std::string lasting, std::string passing) {
    p.set_value(lasting);
    p.set_value(std::move(passing));
    p.set_value("converted");
    p.set_value({});
    p.set_value({5, 'x'});
};
static_assert(takes_text<std::promise<std::string>> && takes_text<promise<std::string>>);
template <class P>
concept takes_nothing = requires(P p) { p.set_value(); };
static_assert(takes_nothing<std::promise<void>> && takes_nothing<promise<void>>);
static_assert(!takes_nothing<std::promise<int>> && !takes_nothing<promise<int>>);
template <class P, class Value>
concept takes = requires(P p, Value&& value) { p.set_value(std::forward<Value>(value)); };
static_assert(takes<std::promise<int&>, int&> && takes<promise<int&>, int&>);
static_assert(!takes<std::promise<int&>, int> && !takes<promise<int&>, int>);
static_assert(!takes<std::promise<void>, int> && !takes<promise<void>, int>);
static_assert(takes<promise<std::unique_ptr<int>>, std::unique_ptr<int>>);

template <class F, class T>
concept receiving_end = std::is_nothrow_default_constructible_v<F> && requires(F f, const F& seen) {
    { f.get() } -> std::same_as<T>;
    { seen.valid() } noexcept -> std::same_as<bool>;
    { seen.wait() } -> std::same_as<void>;
    { seen.wait_for(timeout()) } -> std::same_as<std::future_status>;
    { seen.wait_until(deadline()) } -> std::same_as<std::future_status>;
};
template <class F, class S>
concept can_be_shared = requires(F f) {
    { f.share() } noexcept -> std::same_as<S>;
    { S(std::move(f)) } noexcept;
};
static_assert(receiving_end<std::future<int>, int> && receiving_end<future<int>, int>);
static_assert(receiving_end<std::future<int&>, int&> && receiving_end<future<int&>, int&>);
static_assert(receiving_end<std::future<void>, void> && receiving_end<future<void>, void>);
static_assert(receiving_end<std::shared_future<int>, const int&> && receiving_end<shared_future<int>, const int&>);
static_assert(receiving_end<std::shared_future<int&>, int&> && receiving_end<shared_future<int&>, int&>);
static_assert(receiving_end<std::shared_future<void>, void> && receiving_end<shared_future<void>, void>);
static_assert(can_be_shared<std::future<int>, std::shared_future<int>> &&
              can_be_shared<future<int>, shared_future<int>>);

template <class P, class F>
concept task = std::is_nothrow_default_constructible_v<P> && requires(P p, P other, const P& seen) {
    { seen.valid() } noexcept -> std::same_as<bool>;
    { p.swap(other) } noexcept -> std::same_as<void>;
    { swap(p, other) } noexcept -> std::same_as<void>;
    { p.get_future() } -> std::same_as<F>;
    { p(1) } -> std::same_as<void>;
    { p.reset() } -> std::same_as<void>;
};
static_assert(task<std::packaged_task<int(int)>, std::future<int>> && task<packaged_task<int(int)>, future<int>>);

// --- deduction

[[maybe_unused]] int function(char, long) { return 0; }
struct object {
    int operator()(double) const noexcept;
};
static_assert(std::same_as<decltype(packaged_task(&function)), packaged_task<int(char, long)>>);
static_assert(std::same_as<decltype(packaged_task(object())), packaged_task<int(double)>>);
static_assert(std::same_as<decltype(packaged_task([](int&) mutable -> int& { throw 1; })), packaged_task<int&(int&)>>);
static_assert(std::same_as<decltype(packaged_task([own = std::unique_ptr<int>()] {})), packaged_task<void()>>);
static_assert(std::same_as<decltype(barrier(2, []() noexcept {})), barrier<decltype([]() noexcept {})>> ||
              std::same_as<decltype(barrier(2)), barrier<>>);

// --- before main(): what std makes without code, weft does

constinit mutex a_mutex;
constinit timed_mutex a_timed_mutex;
constinit recursive_mutex a_recursive_mutex;
constinit recursive_timed_mutex a_recursive_timed_mutex;
constinit shared_mutex a_shared_mutex;
constinit shared_timed_mutex a_shared_timed_mutex;
constinit once_flag a_once_flag;
constinit counting_semaphore<> a_semaphore(3);
constinit binary_semaphore a_binary_semaphore(1);
constinit bounded_semaphore a_bounded_semaphore(2);
constinit latch a_latch(1);
constinit barrier<> a_barrier(1);
constinit event an_event;
constinit wait_group a_wait_group;

class StdMembers : public OverWorkers {};
WEFT_OVER_WORKERS(StdMembers);

TEST_P(StdMembers, WhatIsMadeBeforeMainWorks) {
    run([] {
        const std::scoped_lock all(a_mutex, a_timed_mutex, a_recursive_mutex, a_recursive_timed_mutex, a_shared_mutex,
                                   a_shared_timed_mutex);
        a_semaphore.acquire();
        a_semaphore.release();
        a_binary_semaphore.acquire();
        a_binary_semaphore.release();
        a_bounded_semaphore.acquire();
        a_bounded_semaphore.release();
        if (!a_latch.try_wait()) a_latch.count_down();
        a_barrier.arrive_and_wait();
        an_event.set();
        an_event.wait();
        a_wait_group.wait();
        weft::call_once(a_once_flag, [] {});
    });
}

TEST_P(StdMembers, APromiseTakesBraces) {
    run([] {
        promise<std::string> text;
        auto kept = text.get_future();
        text.set_value({"xxxxx", 3});
        EXPECT_EQ(kept.get(), "xxx");
        promise<std::vector<int>> numbers;
        auto all = numbers.get_future();
        numbers.set_value({1, 2, 3});
        EXPECT_EQ(all.get(), (std::vector{1, 2, 3}));
    });
}

/// Counts what it allocates.
template <class T>
struct counting_allocator {
    using value_type = T;
    int* count;
    explicit counting_allocator(int& in) : count(&in) {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other) : count(other.count) {}
    T* allocate(std::size_t n) {
        ++*count;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* at, std::size_t n) {
        --*count;
        std::allocator<T>().deallocate(at, n);
    }
    bool operator==(const counting_allocator&) const = default;
};

TEST_P(StdMembers, APromiseAllocatesAsItIsTold) {
    run([] {
        int blocks = 0;
        {
            promise<int> made(std::allocator_arg, counting_allocator<char>(blocks));
            EXPECT_EQ(blocks, 1);
            auto kept = made.get_future();
            made.set_value(4);
            EXPECT_EQ(kept.get(), 4);
        }
        EXPECT_EQ(blocks, 0);
    });
}

TEST_P(StdMembers, TasksAreDeducedAndSwapped) {
    run([] {
        packaged_task one([] { return 1; });
        packaged_task two{packaged_task<int()>([] { return 2; })};
        swap(one, two);
        auto result = one.get_future();
        one();
        EXPECT_EQ(result.get(), 2);
    });
}

} // namespace
} // namespace weft::test
