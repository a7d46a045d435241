// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>

namespace bench {

// A common start and end for `runners` fibers: the clock starts when the last has arrived and stops when the last has
// left, so neither spawning nor the first touch of a stack is timed. Who has arrived yields until open() is true.
class lap {
public:
    explicit lap(std::size_t runners) : runners_(runners) {}

    void arrive() {
        if (arrived_.fetch_add(1) + 1 != runners_) return;
        start_ = clock::now();
        open_.store(true);
    }
    bool open() const { return open_.load(); }
    void leave() {
        if (left_.fetch_add(1) + 1 == runners_) stop_ = clock::now();
    }
    // Valid when every runner has been joined.
    double nanoseconds() const { return std::chrono::duration<double, std::nano>(stop_ - start_).count(); }

private:
    using clock = std::chrono::steady_clock;

    const std::size_t runners_;
    std::atomic<std::size_t> arrived_{0};
    std::atomic<bool> open_{false};
    std::atomic<std::size_t> left_{0};
    clock::time_point start_{};
    clock::time_point stop_{};
};

} // namespace bench
