// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/counting_semaphore.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/pool_options.hpp>

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>

namespace weft::detail::pools {

/// One call for a thread of a pool. In nobody's hands but the queue's, then the thread's.
class WEFT_API thread_job {
public:
    thread_job() = default;
    thread_job(const thread_job&) = delete;
    thread_job& operator=(const thread_job&) = delete;

    /// On a thread of the pool: does the work.
    virtual void call() noexcept = 0;

    /// Afterwards, or instead when the pool has ended: says so. The job may be gone on return.
    virtual void finish() noexcept = 0;
    virtual void drop() noexcept = 0;

    /// Asks the running job to stop.
    void ask_to_stop() noexcept { stop_.request_stop(); }
    std::stop_token token() const noexcept { return stop_.get_token(); }

protected:
    ~thread_job() = default;

private:
    friend class pool_core;
    std::stop_source stop_;
    thread_job* previous_ = nullptr; // while it is queued
    thread_job* next_ = nullptr;
    thread_job* next_running_ = nullptr;
    bool is_queued_ = false;
};

/// The job that the calling thread runs; null when it runs none.
WEFT_API thread_job*& running_job() noexcept;

/// The threads of a pool and its queue.
///
/// Invariant, whenever the lock is free: a job is queued only if no thread is idle that was not told, or all threads
/// run. A job leaves the queue once: by a thread, by withdraw(), or by the destructor.
class WEFT_API pool_core {
public:
    /// Throws std::invalid_argument for options that contradict each other.
    explicit pool_core(pool_options how);
    pool_core(const pool_core&) = delete;
    pool_core& operator=(const pool_core&) = delete;

    /// Drops what is queued, asks what runs to stop, and waits for it; blocks the calling thread.
    ~pool_core();

    /// Suspends the fiber (blocks the plain thread) while the queue is full: a checkpoint. Throws resource_error when
    /// there is no thread and none can be had: then the job is the caller's.
    void push(thread_job& job);

    /// Takes back a job that no thread has begun; false when one has.
    [[nodiscard]] bool withdraw(thread_job& job) noexcept;

    /// How many threads there are.
    std::size_t threads() const noexcept;

private:
    void enqueue(thread_job& job) noexcept;
    thread_job* dequeue() noexcept;
    void unlink(thread_job& job) noexcept;
    bool start_thread(std::unique_lock<std::mutex>& lock);
    void work(std::size_t number) noexcept;
    thread_job* await_job(std::unique_lock<std::mutex>& lock);
    void run(thread_job& job, std::unique_lock<std::mutex>& lock) noexcept;

    const pool_options how_;
    counting_semaphore<> room_; // in the queue
    mutable std::mutex lock_;   // guards what follows
    std::condition_variable has_job_;
    std::condition_variable has_ended_;
    thread_job* oldest_ = nullptr;
    thread_job* newest_ = nullptr;
    thread_job* running_ = nullptr;
    std::size_t queued_ = 0;
    std::size_t threads_ = 0;
    std::size_t idle_ = 0;
    std::size_t started_ = 0; // ever
    bool ends_ = false;
};

/// The pool of the calling fiber's runtime, made when it is asked for first; it ends with the runtime, after the
/// fibers.
WEFT_API pool_core& default_pool();

} // namespace weft::detail::pools
