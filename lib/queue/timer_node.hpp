// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "queue/pairing_heap.hpp"

#include <weft/detail/base/futex.hpp>

#include <cstdint>

namespace weft::detail::queues {

class timer_queue;

/// What its owner does when it is due.
enum class timer_of : std::uint8_t { wait, level };

/// One deadline; lives where its waiter lives. All but the deadline belongs to the queue it is in.
class timer_node : heap_links<timer_node> {
public:
    explicit timer_node(time_point deadline, timer_of what = timer_of::wait) noexcept
        : deadline_(deadline), of_(what) {}
    timer_node(const timer_node&) = delete;
    timer_node& operator=(const timer_node&) = delete;

    time_point deadline() const noexcept { return deadline_; }
    timer_of is_of() const noexcept { return of_; }

    /// Takes the timer out of its queue unless it has fired; when it returns, the queue touches the node no more. Any
    /// thread.
    void cancel() noexcept;

protected:
    ~timer_node() = default;

private:
    friend class timer_queue;
    friend class timer_wheel;
    struct earlier {
        bool operator()(const timer_node& a, const timer_node& b) const noexcept {
            return a.deadline_ != b.deadline_ ? a.deadline_ < b.deadline_ : a.order_ < b.order_;
        }
    };
    friend class pairing_heap<timer_node, earlier>;

    static constexpr std::uint8_t k_in_heap = 0xff;

    time_point deadline_;
    std::uint64_t order_ = 0; // timers of one deadline fire in the order they were added
    timer_queue* queue_ = nullptr;
    bool queued_ = false;
    std::uint8_t level_ = k_in_heap; // of the wheel
    std::uint8_t slot_ = 0;
    timer_of of_;
};

} // namespace weft::detail::queues
