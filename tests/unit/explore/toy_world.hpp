// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/world.hpp"

#include <functional>
#include <vector>

namespace weft::test {

/// Actors of a fixed number of steps each. After a run `order` holds who made each step; verdict(order) says what is
/// wrong.
class toy_world : public detail::world {
public:
    using verdict_fn = std::function<const char*(const std::vector<unsigned>&)>;

    toy_world(unsigned actors, unsigned steps, verdict_fn verdict)
        : steps_(actors, steps), verdict_(std::move(verdict)) {}

    detail::run_outcome run(detail::strategy& chooser, detail::trace_sink* trace) override {
        std::vector<unsigned> left = steps_;
        order.clear();
        unsigned last = ~0U;
        for (std::vector<std::uint32_t> ready = ready_of(left); !ready.empty(); ready = ready_of(left)) {
            last = ready[chooser.choose({ready.data(), static_cast<unsigned>(ready.size()), index_of(ready, last)})];
            --left[last];
            order.push_back(last);
            if (trace != nullptr) trace->event("actor " + std::to_string(last), "steps", "toy");
        }
        return outcome();
    }

    std::vector<unsigned> order;

private:
    static std::vector<std::uint32_t> ready_of(const std::vector<unsigned>& left) {
        std::vector<std::uint32_t> ready;
        for (std::uint32_t id = 0; id < left.size(); ++id)
            if (left[id] != 0) ready.push_back(id);
        return ready;
    }
    static unsigned index_of(const std::vector<std::uint32_t>& ready, unsigned id) {
        for (unsigned index = 0; index < ready.size(); ++index)
            if (ready[index] == id) return index;
        return detail::k_nobody_runs;
    }
    detail::run_outcome outcome() const {
        detail::run_outcome result;
        result.steps = order.size();
        for (const unsigned who : order) result.hash = result.hash * 31 + who + 1;
        if (const char* const wrong = verdict_(order)) {
            result.failed = true;
            result.what = wrong;
        }
        return result;
    }

    std::vector<unsigned> steps_;
    verdict_fn verdict_;
};

inline unsigned preemptions_of(const std::vector<unsigned>& order, unsigned steps) {
    std::vector<unsigned> made(16, 0);
    unsigned result = 0;
    for (std::size_t at = 0; at < order.size(); ++at) {
        ++made[order[at]];
        if (at + 1 < order.size() && order[at + 1] != order[at] && made[order[at]] < steps) ++result;
    }
    return result;
}

} // namespace weft::test
