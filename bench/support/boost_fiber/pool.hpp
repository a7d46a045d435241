// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/fiber/all.hpp>

#include <thread>
#include <utility>
#include <vector>

namespace bench::boost_fiber {

// How a Boost.Fiber user gets N workers: one thread runs the default round robin; more run algo::work_stealing, each
// other thread's main fiber waiting until the work is over. One pool per process: its schedulers are in a static list.
class pool {
public:
    explicit pool(unsigned workers) {
        if (workers == 1) return;
        for (unsigned i = 1; i < workers; ++i) threads_.emplace_back([this, workers] { serve(workers); });
        boost::fibers::use_scheduling_algorithm<boost::fibers::algo::work_stealing>(workers);
    }
    ~pool() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        changed_.notify_all();
        for (auto& thread : threads_) thread.join();
    }
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

private:
    void serve(unsigned workers) {
        boost::fibers::use_scheduling_algorithm<boost::fibers::algo::work_stealing>(workers);
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return over_; });
    }

    boost::fibers::mutex mutex_;
    boost::fibers::condition_variable changed_;
    bool over_ = false;
    std::vector<std::thread> threads_;
};

} // namespace bench::boost_fiber
