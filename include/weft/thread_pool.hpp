// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/as_completed.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/pool/call_job.hpp>
#include <weft/detail/pool/pool_core.hpp>
#include <weft/detail/runtime/launch.hpp>
#include <weft/future.hpp>
#include <weft/gather.hpp>
#include <weft/pool_options.hpp>
#include <weft/to_thread.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>

namespace weft {

/// Threads for calls that block: of the file system, of a database's library, of what computes for long. They are
/// started when there is work for them, pool_options::max_threads at most, and end when they have had none for a while.
///
/// Any fiber of any runtime and any thread may use it. A job is called as fn(), or as fn(std::stop_token) if it takes
/// that; it runs on a thread of the pool, so what waits in it blocks that thread, and is no checkpoint. A runtime whose
/// fiber waits for a job is not taken for deadlocked.
///
/// The destructor drops the jobs that no thread has begun (their futures have broken_promise), asks those that run to
/// stop, and waits for them; it blocks its thread.
///
/// @code
/// weft::thread_pool disk({.name = "disk", .max_threads = 4});
/// weft::future<std::string> text = disk.submit([] { return read_file("a.txt"); });
/// @endcode
class WEFT_API thread_pool {
public:
    /// Throws std::invalid_argument for options that contradict each other. Starts no thread.
    explicit thread_pool(const pool_options& how = {}) : core_(how) {}
    thread_pool(const thread_pool&) = delete;
    thread_pool& operator=(const thread_pool&) = delete;

    /// Queues a job; its future has what it returns or throws. Suspends the fiber (blocks the plain thread) while the
    /// queue is full, as a checkpoint; else suspends not. Throws std::bad_alloc, and resource_error when the pool has
    /// no thread and can get none.
    template <class Fn>
    auto submit(Fn&& fn) {
        using value = detail::pools::pool_result<Fn>;
        auto made = std::make_unique<detail::pools::promised_job<std::decay_t<Fn>, value>>(std::forward<Fn>(fn));
        future<value> answer = made->get_future();
        if (detail::core_here() != nullptr) made->announce(outside_work());
        core_.push(*made);
        static_cast<void>(made.release()); // the pool's now
        return answer;
    }

    /// Calls fn(element) on threads of the pool for all elements at once, and gives the values in their order, as
    /// gather() does: on the first error, jobs that have not begun are withdrawn, the others asked to stop and waited
    /// for; then that error is thrown. On a fiber. Suspends; a checkpoint.
    template <std::ranges::input_range R, class Fn>
    auto map(R&& over, Fn fn) {
        return gather(std::forward<R>(over), on_thread(fn));
    }

    /// The same as the jobs end: a range of completion<T>, as as_completed() gives.
    template <std::ranges::input_range R, class Fn>
    auto as_completed(R&& over, Fn fn) {
        return weft::as_completed(std::forward<R>(over), on_thread(std::move(fn)));
    }

    /// How many threads it has now. Any thread.
    std::size_t threads() const noexcept { return core_.threads(); }

private:
    friend struct detail::pools::pool_access;

    /// Calls fn(element) on a thread.
    template <class Fn>
    auto on_thread(Fn fn) {
        return [this, fn = std::move(fn)](auto&& element) mutable -> decltype(auto) {
            return to_thread({.pool = this}, [&]() -> decltype(auto) {
                return std::invoke(fn, std::forward<decltype(element)>(element));
            });
        };
    }

    detail::pool_core core_;
};

inline detail::pool_core& detail::pools::pool_access::core(thread_pool& of) noexcept { return of.core_; }

} // namespace weft
