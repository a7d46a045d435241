// SPDX-License-Identifier: BSL-1.0
#include "runtime/watchdog.hpp"

#include "runtime/blocked_report.hpp"
#include "runtime/runtime_core.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::detail {

/// Every quarter of options::blocked_after it looks at each worker's activity. One whose has not moved for the whole
/// time is asked, by a signal, to report the fiber it runs; a worker that is merely idle finds none and says nothing.
class watchdog::impl {
public:
    explicit impl(runtime_core& core) : core_(core), seen_(core.workers().size()), thread_([this] { watch(); }) {}

    ~impl() {
        {
            const std::lock_guard guard(mutex_);
            stop_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

private:
    using steady = std::chrono::steady_clock;
    struct sight {
        std::uint64_t activity = 0;
        steady::time_point since = steady::now();
        bool reported = false;
    };

    void watch() {
        std::unique_lock guard(mutex_);
        while (!wake_.wait_for(guard, core_.how().blocked_after / 4, [this] { return stop_; })) look();
    }

    void look() {
        const auto now = steady::now();
        for (std::size_t i = 0; i < seen_.size(); ++i) {
            worker& each = *core_.workers()[i];
            sight& last = seen_[i];
            if (each.activity() != last.activity) {
                last = {each.activity(), now, false};
            } else if (!last.reported && now - last.since >= core_.how().blocked_after) {
                last.reported = true;
                each.ask_for_report();
            }
        }
    }

    runtime_core& core_;
    std::vector<sight> seen_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false; // guarded by mutex_
    std::thread thread_;
};

watchdog::watchdog(runtime_core& core) {
    install_blocked_report();
    impl_ = std::make_unique<impl>(core);
}

watchdog::~watchdog() = default;

} // namespace weft::detail
