// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/sanitizers.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace weft::test {

/// WEFT_STRESS from the environment: how many times as often as usual stress tests repeat.
inline double stress_factor() {
    const char* const factor = std::getenv("WEFT_STRESS");
    return factor != nullptr ? std::strtod(factor, nullptr) : 1.0;
}

/// How often a stress test repeats: `times`, times stress_factor(), a thirtieth of it under a sanitizer.
inline std::size_t scaled(std::size_t times) {
    const double wanted = static_cast<double>(times) * stress_factor();
    const auto result = static_cast<std::size_t>(wanted) / (WEFT_ASAN || WEFT_TSAN ? 30 : 1);
    return result == 0 ? 1 : result;
}

/// Aborts the process when it still lives after `limit` (more when stress_factor() is above 1): what waits then was
/// never woken.
class time_limit {
public:
    explicit time_limit(std::chrono::seconds usual)
        : thread_([this, limit = usual * static_cast<int>(std::max(1.0, stress_factor()))] {
              std::unique_lock guard(mutex_);
              if (wake_.wait_for(guard, limit, [this] { return over_; })) return;
              std::fprintf(stderr, "nothing moved within %lld s: a wake-up was lost\n",
                           static_cast<long long>(limit.count()));
              std::abort();
          }) {}
    time_limit(const time_limit&) = delete;
    time_limit& operator=(const time_limit&) = delete;
    ~time_limit() {
        {
            const std::lock_guard guard(mutex_);
            over_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool over_ = false; // guarded by mutex_
    std::thread thread_;
};

} // namespace weft::test
