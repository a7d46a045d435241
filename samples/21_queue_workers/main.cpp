// SPDX-License-Identifier: BSL-1.0
// Three workers share the twenty jobs of a queue: a third of the time that one of them would need.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

using milliseconds = std::chrono::milliseconds;

void work(const std::string& name, weft::queue<milliseconds>& jobs) {
    for (std::optional<milliseconds> job; jobs.get(job) == weft::channel_status::success; jobs.task_done()) {
        weft::this_fiber::sleep_for(*job);
        std::printf("%s has slept for %.2f s\n", name.c_str(), static_cast<double>(job->count()) / 1000);
    }
}

int main() {
    weft::run({.workers = 1, .order = weft::order::fifo}, [] {
        weft::queue<milliseconds> jobs;
        milliseconds sum(0);
        for (int i = 0; i < 20; ++i) {
            const milliseconds job(50 + 9 * i % 17 * 20);
            jobs.put(job);
            sum += job;
        }
        std::vector<weft::fiber<void>> workers;
        const samples::stopwatch watch;
        for (int i = 1; i <= 3; ++i)
            workers.push_back(weft::spawn([&jobs, i] { work("worker " + std::to_string(i), jobs); }));
        jobs.join();
        std::printf("3 workers slept for %.1f s; the jobs are %.1f s long\n", watch.seconds(),
                    static_cast<double>(sum.count()) / 1000);
        jobs.shutdown();
        for (weft::fiber<void>& worker : workers) worker.join();
    });
}
