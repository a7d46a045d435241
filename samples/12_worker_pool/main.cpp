// SPDX-License-Identifier: BSL-1.0
// A pool of three workers: jobs come over a channel, each outcome goes to a future, and close() loses nothing.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

// begin: pool
/// A few fibers that do jobs, first come, first served.
class worker_pool {
public:
    using job = weft::packaged_task<int()>;

    explicit worker_pool(int workers) {
        for (int i = 0; i < workers; ++i)
            workers_.push_back(weft::spawn([this] {
                for (job& next : jobs_) next();
            }));
    }
    ~worker_pool() { close(); }

    /// Hands a job over; waits while two others wait already. Throws weft::channel_closed after close().
    weft::future<int> submit(job work) {
        weft::future<int> outcome = work.get_future();
        jobs_.push(std::move(work));
        return outcome;
    }

    /// No more jobs; waits until those that were submitted are done.
    void close() {
        jobs_.close();
        for (weft::fiber<void>& worker : workers_) worker.join();
        workers_.clear();
    }

private:
    weft::channel<job> jobs_{2};
    std::vector<weft::fiber<void>> workers_;
};
// end: pool

int square(int n, std::chrono::milliseconds time, const samples::stopwatch& watch) {
    weft::this_fiber::sleep_for(time);
    std::printf("%.1f s: job %d ends\n", watch.seconds(), n);
    if (n == 5) throw std::runtime_error("job 5 has failed");
    return n * n;
}

void show(weft::future<int>& outcome) {
    try {
        std::printf(" %d", outcome.get());
    } catch (const std::runtime_error& error) {
        std::printf(" (%s)", error.what());
    }
}

int main() {
    weft::run([] {
        const samples::stopwatch watch;
        worker_pool pool(3);
        std::vector<weft::future<int>> outcomes;
        const std::chrono::milliseconds times[] = {600ms, 200ms, 300ms, 900ms, 100ms, 400ms, 400ms, 500ms};
        for (int n = 1; const auto time : times) {
            outcomes.push_back(pool.submit(worker_pool::job([n, time, &watch] { return square(n, time, watch); })));
            ++n;
        }
        std::printf("%.1f s: the last job is submitted\n", watch.seconds());
        pool.close();
        std::printf("%.1f s: the pool is closed\nin the order of submission:", watch.seconds());
        for (weft::future<int>& outcome : outcomes) show(outcome);
        try {
            pool.submit(worker_pool::job([] { return 0; }));
        } catch (const weft::channel_closed& error) {
            std::printf("\none job more: %s\n", error.what());
        }
    });
}
