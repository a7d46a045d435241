// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "fiber/record_pool.hpp"
#include "runtime/ready_queue.hpp"
#include "runtime/shared_work.hpp"

#include <weft/lowlevel/poller.hpp>

#include <deque>
#include <memory>
#include <vector>

namespace weft::detail {

/// A poller that only counts who woke it.
class counting_poller final : public lowlevel::poller {
public:
    explicit counting_poller(unsigned& unparked) : unparked_(unparked) {}
    void park(time_point /*deadline*/) override {}
    void poll() override {}
    bool wants_poll() const noexcept override { return false; }
    void unpark() noexcept override { ++unparked_; }

private:
    unsigned& unparked_;
};

/// What the parts of workers are tested on: seats and ready queues, without threads, and records that stand for fibers.
class worker_parts {
public:
    explicit worker_parts(std::vector<ready_plan> plans)
        : shared(static_cast<unsigned>(plans.size())), woken(plans.size()) {
        for (std::size_t i = 0; i < plans.size(); ++i) {
            plans[i].index = static_cast<unsigned>(i);
            plans[i].solo = plans.size() == 1;
            shared.of(plans[i].index).poller = std::make_unique<counting_poller>(woken[i]);
            queues.emplace_back(shared, records, plans[i]);
        }
    }
    worker_parts(const worker_parts&) = delete;
    worker_parts& operator=(const worker_parts&) = delete;
    ~worker_parts() {
        for (fiber_record* each : made_) record_pool::instance().give_one(*each);
    }

    /// A fiber that nobody runs, with the number that names it in the tests.
    fiber_record& fiber(std::uint64_t number, std::uint32_t pin = fiber_record::k_unpinned) {
        fiber_record& made = record_pool::instance().take_one();
        made.life.reset();
        made.id = number;
        made.pin_to(pin);
        made_.push_back(&made);
        return made;
    }

    /// Queues a fiber that has run, also where it would have to continue elsewhere.
    static void put(ready_queue& queue, fiber_record& fiber) {
        if (fiber.is_pinned() || queue.how().solo)
            queue.push_again(fiber);
        else
            queue.push(ready_entry::started(fiber));
    }

    /// The numbers of all that `queue` gives, in its order.
    static std::vector<std::uint64_t> numbers(ready_queue& queue) {
        std::vector<std::uint64_t> all;
        while (const ready_entry next = queue.take()) all.push_back(next.fiber().id);
        return all;
    }

    record_cache records;
    shared_work shared;
    std::vector<unsigned> woken;
    std::deque<ready_queue> queues;

private:
    std::vector<fiber_record*> made_;
};

using numbers = std::vector<std::uint64_t>;

} // namespace weft::detail
