// SPDX-License-Identifier: BSL-1.0
#include "observe/watchdog.hpp"

#include "base/blocking_mutex.hpp"
#include "observe/blocked_report.hpp"
#include "observe/reporter.hpp"

#include <weft/detail/base/lock_scope.hpp>

#include <chrono>
#include <condition_variable>
#include <thread>
#include <vector>

namespace weft::detail::observe {

/// Every quarter of the limit it looks at each worker's activity. A worker whose activity has not moved for the whole
/// limit is asked, by a signal, which fiber it runs. A worker that is merely idle runs none.
class watchdog::impl {
public:
    impl(reporter& to, std::chrono::nanoseconds limit)
        : reporter_(to), limit_(limit), seen_(to.core().workers().size()), thread_([this] { watch(); }) {}

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
            worker& each = *reporter_.core().workers()[i];
            sight& last = seen_[i];
            if (each.activity() != last.activity) {
                last = {each.activity(), now, false};
            } else if (!last.reported && now - last.since >= limit_) {
                last.reported = true;
                report_if_blocked(each);
            }
        }
    }

    /// Nothing when the worker's thread runs no fiber, has not started or has left.
    void report_if_blocked(worker& blocked) noexcept {
        blocked_question question;
        if (!blocked.with_thread([&](pthread_t thread) { question.ask(thread); })) return;
        if (question.print_answer()) reporter_.count_blocked_report();
    }

    reporter& reporter_;
    const std::chrono::nanoseconds limit_;
    std::vector<sight> seen_;
    blocking_mutex mutex_;
    std::condition_variable_any wake_;
    bool stop_ WEFT_GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

watchdog::watchdog(reporter& to, std::chrono::nanoseconds limit) {
    install_blocked_report();
    impl_ = std::make_unique<impl>(to, limit);
}

watchdog::~watchdog() = default;

} // namespace weft::detail::observe
