// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#if WEFT_MODEL
#include <weft/detail/base/pause.hpp>

#include <functional>
#include <utility>
#else
#include <thread>
#endif

namespace weft::detail::base {

/// The threads of the runtime's workers: std::thread, in the model build a virtual thread.
#if WEFT_MODEL
class os_thread {
public:
    explicit os_thread(std::function<void()> fn);
    os_thread(os_thread&& other) noexcept : index_(std::exchange(other.index_, 0)) {}
    os_thread& operator=(os_thread&&) = delete;
    void join();

private:
    unsigned index_ = 0;
};

inline void yield_thread() noexcept { cpu_pause(); }
#else
using os_thread = std::thread;

/// Lets another thread have this core.
inline void yield_thread() noexcept { std::this_thread::yield(); }
#endif

} // namespace weft::detail::base
