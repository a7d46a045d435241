// SPDX-License-Identifier: BSL-1.0
// Whoever had notified all and destroyed the condition variable could be quicker than a waiter whose time was over just
// before: that one locked the list of what was gone.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// An object whose memory is spoilt when it goes.
template <class T>
class spoilt_at_end {
public:
    spoilt_at_end() : object_(::new(room_) T) {}
    spoilt_at_end(const spoilt_at_end&) = delete;
    spoilt_at_end& operator=(const spoilt_at_end&) = delete;
    T* operator->() noexcept { return object_; }
    void end() {
        std::destroy_at(object_);
        std::memset(room_, 0xff, sizeof(room_));
    }

private:
    alignas(T) std::byte room_[sizeof(T)];
    T* object_;
};

template <class Condition>
void the_notifier_destroys_it_as_time_is_over() {
    for (int round = 0; round < 50; ++round) {
        mutex guard;
        spoilt_at_end<Condition> changed;
        int waiting = 0;
        const auto wait = [&] {
            std::unique_lock lock(guard);
            ++waiting;
            static_cast<void>(changed->wait_for(lock, 1ms));
        };
        auto one = spawn(wait), two = spawn(wait);
        for (bool both = false; !both; this_fiber::yield()) {
            const std::lock_guard lock(guard);
            both = waiting == 2;
        }
        this_fiber::sleep_for(1ms);
        {
            const std::lock_guard lock(guard);
            changed->notify_all();
            changed.end();
        }
        one.join();
        two.join();
    }
}

class ConditionDestroyedAfterTimeout : public OverWorkers {};

TEST_P(ConditionDestroyedAfterTimeout, LetsTheWaiterLeave) {
    run(the_notifier_destroys_it_as_time_is_over<condition_variable>);
}
TEST_P(ConditionDestroyedAfterTimeout, LetsTheWaiterOfAnyLockLeave) {
    run(the_notifier_destroys_it_as_time_is_over<condition_variable_any>);
}

WEFT_OVER_WORKERS(ConditionDestroyedAfterTimeout);

} // namespace
} // namespace weft::test
