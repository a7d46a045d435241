// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/pool/call_job.hpp>
#include <weft/detail/pool/pool_core.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace weft {

class thread_pool;

namespace detail::pools {
struct WEFT_API pool_access {
    static pool_core& core(thread_pool& of) noexcept;
};

/// Without abandon_on_cancel: the job lies in the caller's frame.
template <class Fn>
pool_result<Fn> call_and_stay(pool_core& pool, Fn& fn) {
    const announced_work work;
    staying_job<std::remove_reference_t<Fn>> job(fn);
    pool.push(job);
    await_job(pool, job, [] { return false; });
    return job.take();
}

template <class Fn>
pool_result<Fn> call_or_leave(pool_core& pool, Fn&& fn) {
    const announced_work work;
    const auto job = std::make_shared<owning_job<std::decay_t<Fn>>>(std::forward<Fn>(fn));
    job->keep(job);
    try {
        pool.push(*job);
    } catch (...) {
        job->release();
        throw;
    }
    await_job(pool, *job, [] { return true; });
    return job->take();
}
} // namespace detail::pools

/// What to_thread() may be told.
struct WEFT_API thread_options {
    /// Whose threads; null: those of the calling fiber's runtime, a pool with the default options that ends with it.
    thread_pool* pool = nullptr;

    /// A caller that is cancelled leaves at once, though the call goes on: the callable must own what it uses.
    bool abandon_on_cancel = false;
};

/// Calls `fn()`, or `fn(std::stop_token)` if it takes that, on a thread of a pool, suspends the calling fiber meanwhile
/// (blocks a plain thread), and returns what it returns or throws what it throws. For calls that block: see
/// thread_pool. A checkpoint.
///
/// A caller that is cancelled before a thread has begun the call takes it back: weft::cancelled is thrown, fn was not
/// called. Later the caller stays until the call is over, and has its result; the call is asked to stop, by its token
/// and pool_job::cancelled(). With thread_options::abandon_on_cancel the caller leaves at once, and fn, which is moved
/// from, is destroyed on the thread. When the pool ends first, std::future_error with broken_promise is thrown.
///
/// @code
/// std::string text = weft::to_thread([] { return read_file("a.txt"); });
/// @endcode
template <class Fn>
detail::pools::pool_result<Fn> to_thread(const thread_options& how, Fn&& fn) {
    detail::checkpoint("calls a function on a thread", nullptr);
    detail::pool_core& pool =
        how.pool != nullptr ? detail::pools::pool_access::core(*how.pool) : detail::default_pool();
    if (!how.abandon_on_cancel) return detail::pools::call_and_stay(pool, fn);
    if constexpr (std::is_constructible_v<std::decay_t<Fn>, Fn>)
        return detail::pools::call_or_leave(pool, std::forward<Fn>(fn));
    else
        detail::misuse("thread_options::abandon_on_cancel needs a callable that can be moved in: std::move() it");
}
template <class Fn>
detail::pools::pool_result<Fn> to_thread(Fn&& fn) {
    return to_thread(thread_options(), std::forward<Fn>(fn));
}

/// What a job asks about itself, on its thread.
class WEFT_API pool_job {
public:
    /// True once the job that the calling thread runs was asked to stop; false outside jobs. Never suspends.
    static bool cancelled() noexcept {
        const detail::pools::thread_job* const running = detail::running_job();
        return running != nullptr && running->token().stop_requested();
    }
};

} // namespace weft
