// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <memory>
#include <utility>

namespace weft {

namespace detail::sched {

class outside_gate;

/// Counts one more work for the runtime of the calling fiber.
WEFT_API std::shared_ptr<outside_gate> begin_outside_work();
WEFT_API void add_outside_work(outside_gate& gate) noexcept;
WEFT_API void end_outside_work(outside_gate& gate) noexcept;

} // namespace detail::sched

/// outside_work announces that somebody outside the runtime works for it, and will wake a fiber or spawn one: a thread
/// of a pool, a callback of a library. Like Asio's work guards it lives as long as the work.
///
/// While one lives, its runtime is not taken for deadlocked (options::on_deadlock), and a virtual clock stands still
/// while no fiber is ready: the work takes real time. It does not keep the runtime from ending, and may outlive it.
///
/// Made on a fiber; elsewhere reported, aborts. Each copy announces a work of its own. Any thread may copy, move and
/// destroy it. It must live until the fiber has been woken: give it to the callable that wakes. Never suspends, never
/// throws.
///
/// @code
/// weft::channel<int> answers(1);
/// pool.post([&, work = weft::outside_work()] { answers.push(compute()); });
/// answers.pop();
/// @endcode
class [[nodiscard]] WEFT_API outside_work {
public:
    /// Announces work that lasts until this and all its copies are gone.
    outside_work() : gate_(detail::begin_outside_work()) {}
    outside_work(const outside_work& other) noexcept : gate_(other.gate_) {
        if (gate_ != nullptr) detail::add_outside_work(*gate_);
    }
    outside_work(outside_work&& other) noexcept : gate_(std::move(other.gate_)) {}
    /// The work that this one has announced so far is over, unless a copy goes on announcing it.
    outside_work& operator=(outside_work other) noexcept {
        gate_.swap(other.gate_);
        return *this;
    }
    ~outside_work() { end(); }

    /// The work is done, before the destructor says so. A second call does nothing.
    void end() noexcept {
        if (const auto gate = std::exchange(gate_, nullptr)) detail::end_outside_work(*gate);
    }

private:
    std::shared_ptr<detail::outside_gate> gate_;
};

} // namespace weft
