// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "model_test.hpp"

#include "queue/work_deque.hpp"

#include <array>
#include <cstdint>

namespace weft::test {

/// A deque whose entries are numbers from 1 on, each with something written before it is pushed.
template <std::size_t Capacity>
class deque_model {
public:
    using deque = detail::work_deque<std::uint64_t, Capacity>;

    deque_model() { model::name(ring_, "deque"); }

    // The owner.
    void push() {
        const std::uint64_t entry = ++pushed_;
        payload_[entry].set(static_cast<int>(entry));
        const bool fits = ring_.push(entry);
        if (!fits) --pushed_;
        if (!fits) payload_[entry].set(0);
        check(fits || might_be_full(), "push() says that a ring is full which is not");
    }
    void pop_newest() { use(ring_.pop_newest()); }
    void pop_oldest() { use(ring_.pop_oldest()); }

    // A thief.
    void steal(int times) {
        for (int time = 0; time < times; ++time) {
            std::uint64_t entry = 0;
            if (ring_.steal(entry) == detail::steal_outcome::stolen) use(entry, true);
        }
    }

    /// After all threads: the rest comes out, oldest first, and each entry was got once.
    void finish() {
        for (std::uint64_t last = 0;;) {
            const std::uint64_t entry = ring_.pop_oldest();
            if (entry == 0) break;
            check(entry > last, "the oldest comes first");
            use(last = entry);
        }
        for (std::uint64_t entry = 1; entry <= pushed_; ++entry) check(payload_[entry].get() == 0, "an entry was lost");
    }

    deque& ring() noexcept { return ring_; }
    std::uint64_t pushed() const noexcept { return pushed_; }

    /// Somebody got an entry: nobody else does.
    void use(std::uint64_t entry, bool must_be_one = false) {
        if (entry == 0 && !must_be_one) return;
        check(entry >= 1 && entry < payload_.size(), "what was got was never pushed");
        check(payload_[entry].take() == static_cast<int>(entry), "an entry was got twice");
    }

private:
    bool might_be_full() const { return pushed_ >= Capacity; }

    deque ring_{deque::sharing::shared};
    std::uint64_t pushed_ = 0;
    std::array<model::plain<int>, 8> payload_;
};

} // namespace weft::test
