// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/clock.hpp>

#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

namespace samples {

inline bool is_test_run() noexcept {
    const char* const wanted = std::getenv("WEFT_CLOCK");
    return wanted != nullptr && std::string_view(wanted) == "virtual";
}

/// The time that blocking_sleep() should have taken in a test run, and weft::clock has not seen. One thread only.
inline std::chrono::nanoseconds& left_out() noexcept {
    static std::chrono::nanoseconds sum{0};
    return sum;
}

/// Blocks the calling thread as ::sleep() does: no other fiber runs on it meanwhile. No virtual clock can skip that, so
/// in a test run (WEFT_CLOCK=virtual) it really blocks for a fiftieth of `time`, and the rest goes to left_out().
inline void blocking_sleep(std::chrono::nanoseconds time) {
    const auto before = weft::clock::now();
    std::this_thread::sleep_for(is_test_run() ? time / 50 : time);
    if (is_test_run()) left_out() += time - (weft::clock::now() - before);
}

} // namespace samples
