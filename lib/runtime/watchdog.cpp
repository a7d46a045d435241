// SPDX-License-Identifier: BSL-1.0
#include "runtime/watchdog.hpp"

#include "base/blocking_mutex.hpp"
#include "runtime/blocked_report.hpp"
#include "runtime/runtime_core.hpp"

#include <weft/detail/base/lock_scope.hpp>

#include <chrono>
#include <condition_variable>
#include <thread>
#include <vector>

namespace weft::detail {

/// Every quarter of the limit it looks at each worker's activity. A worker whose activity has not moved for the whole limit is
/// asked, by a signal, which fiber it runs. A worker that is merely idle runs none.
class watchdog::impl {
public:
    impl(runtime_core& core, std::chrono::nanoseconds limit)
        : core_(core), limit_(limit), seen_(core.workers().size()), thread_([this] { watch(); }) {}

    ~impl() {
        ask_to_stop();
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

    void ask_to_stop() {
        const lock_scope guard(mutex_);
        stop_ = true;
    }

    void watch() {
        const lock_scope guard(mutex_);
        while (!stop_) {
            wake_.wait_for(mutex_, limit_ / 4); // a spurious wake-up is one look too many
            if (!stop_) look();
        }
    }

    void look() {
        const auto now = steady::now();
        for (std::size_t i = 0; i < seen_.size(); ++i) {
            worker& each = *core_.workers()[i];
            sight& last = seen_[i];
            if (each.activity() != last.activity) {
                last = {each.activity(), now, false};
            } else if (!last.reported && now - last.since >= limit_) {
                last.reported = true;
                each.report_if_blocked();
            }
        }
    }

    runtime_core& core_;
    const std::chrono::nanoseconds limit_;
    std::vector<sight> seen_;
    blocking_mutex mutex_;
    std::condition_variable_any wake_;
    bool stop_ WEFT_GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

watchdog::watchdog(runtime_core& core, std::chrono::nanoseconds limit) {
    install_blocked_report();
    impl_ = std::make_unique<impl>(core, limit);
}

watchdog::~watchdog() = default;

} // namespace weft::detail
