// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/pool/pool_core.hpp>

#include <weft/resource_error.hpp>

#include <algorithm>
#include <chrono>
#include <new>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace weft::detail::pools {
namespace {

/// What the condition variable can add to a time.
constexpr std::chrono::nanoseconds k_for_ever = std::chrono::hours(24 * 365);

pool_options checked(pool_options how) {
    if (how.max_threads == 0 || how.queue == 0 || how.min_threads > how.max_threads)
        throw std::invalid_argument(
            "weft: pool_options.max_threads and queue must be 1 at least, and min_threads no more "
            "than max_threads");
    return how;
}

/// Without memory it has no name.
void name_this_thread(const std::string& pool, std::size_t number) noexcept {
    constexpr std::size_t k_most = 15;
    try {
        const std::string name = (pool + "-" + std::to_string(number)).substr(0, k_most);
        ::pthread_setname_np(::pthread_self(), name.c_str());
    } catch (const std::bad_alloc&) {
        return;
    }
}

} // namespace

thread_job*& running_job() noexcept {
    static thread_local thread_job* running = nullptr;
    return running;
}

pool_core::pool_core(pool_options how)
    : how_(checked(std::move(how))), room_(static_cast<std::ptrdiff_t>(how_.queue)) {}

pool_core::~pool_core() {
    thread_job* left = nullptr;
    std::unique_lock lock(lock_);
    ends_ = true;
    left = std::exchange(oldest_, nullptr);
    newest_ = nullptr;
    for (thread_job* each = running_; each != nullptr; each = each->next_running_) each->ask_to_stop();
    has_job_.notify_all();
    lock.unlock();
    while (left != nullptr) std::exchange(left, left->next_)->drop();
    lock.lock();
    has_ended_.wait(lock, [this] { return threads_ == 0; });
}

void pool_core::push(thread_job& job) {
    room_.acquire();
    std::unique_lock lock(lock_);
    if (idle_ <= queued_ && threads_ < how_.max_threads && !start_thread(lock) && threads_ == 0) {
        lock.unlock();
        room_.release();
        throw resource_error("threads", "weft: no thread could be started for the pool '" + how_.name +
                                            "': the system's limit, or memory");
    }
    enqueue(job);
    has_job_.notify_one();
}

bool pool_core::withdraw(thread_job& job) noexcept {
    {
        const std::lock_guard lock(lock_);
        if (!job.is_queued_) return false;
        unlink(job);
    }
    room_.release();
    return true;
}

std::size_t pool_core::threads() const noexcept {
    const std::lock_guard lock(lock_);
    return threads_;
}

void pool_core::enqueue(thread_job& job) noexcept {
    job.previous_ = newest_;
    job.next_ = nullptr;
    (newest_ == nullptr ? oldest_ : newest_->next_) = &job;
    newest_ = &job;
    job.is_queued_ = true;
    ++queued_;
}

void pool_core::unlink(thread_job& job) noexcept {
    (job.previous_ == nullptr ? oldest_ : job.previous_->next_) = job.next_;
    (job.next_ == nullptr ? newest_ : job.next_->previous_) = job.previous_;
    job.is_queued_ = false;
    --queued_;
}

thread_job* pool_core::dequeue() noexcept {
    thread_job* const job = oldest_;
    if (job != nullptr) unlink(*job);
    return job;
}

/// False when the system has none.
bool pool_core::start_thread(std::unique_lock<std::mutex>& lock) {
    const std::size_t number = ++started_;
    ++threads_;
    lock.unlock();
    bool has_started = true;
    try {
        std::thread([this, number] { work(number); }).detach(); // the destructor waits until it is counted out
    } catch (const std::system_error&) {
        has_started = false;
    }
    lock.lock();
    if (!has_started) --threads_;
    return has_started;
}

/// The life of a thread.
void pool_core::work(std::size_t number) noexcept {
    name_this_thread(how_.name, number);
    std::unique_lock lock(lock_);
    while (thread_job* const job = await_job(lock)) run(*job, lock);
    --threads_;
    has_ended_.notify_all(); // with the lock: the pool may be gone once it is free
}

/// The next job; null when the thread is to end.
thread_job* pool_core::await_job(std::unique_lock<std::mutex>& lock) {
    ++idle_;
    const auto comes = [this] { return queued_ != 0 || ends_; };
    while (!comes()) {
        if (threads_ <= how_.min_threads)
            has_job_.wait(lock, comes);
        else if (!has_job_.wait_for(lock, std::min(how_.idle.ticks(), k_for_ever), comes) &&
                 threads_ > how_.min_threads)
            break; // another may have ended meanwhile
    }
    --idle_;
    return dequeue();
}

void pool_core::run(thread_job& job, std::unique_lock<std::mutex>& lock) noexcept {
    job.next_running_ = running_;
    running_ = &job;
    lock.unlock();
    room_.release();
    running_job() = &job;
    job.call();
    running_job() = nullptr;
    lock.lock();
    thread_job** at = &running_;
    while (*at != &job) at = &(*at)->next_running_;
    *at = job.next_running_;
    lock.unlock();
    job.finish(); // it may be gone
    lock.lock();
}

} // namespace weft::detail::pools
