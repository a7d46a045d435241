// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/fiber.hpp>
#include <weft/spawn.hpp>

#include <atomic>
#include <thread>
#include <vector>

namespace weft::test {

/// While it lives every worker but the caller's is busy with one fiber, so nobody takes a fiber away from the caller's
/// worker, and the order there is that of its own queues. Made and destroyed on a fiber. Not with forced migration: the
/// caller would move to a worker that is busy.
class held_workers {
public:
    explicit held_workers(unsigned others) {
        for (unsigned i = 0; i < others; ++i) holders_.push_back(spawn([this] { hold(); }));
        while (held_ != others) std::this_thread::yield();
    }
    held_workers(const held_workers&) = delete;
    held_workers& operator=(const held_workers&) = delete;
    ~held_workers() {
        is_over_ = true;
        for (auto& each : holders_) each.join();
    }

private:
    void hold() {
        ++held_;
        while (!is_over_) std::this_thread::yield();
    }

    std::atomic<unsigned> held_{0};
    std::atomic<bool> is_over_{false};
    std::vector<fiber<void>> holders_;
};

} // namespace weft::test
