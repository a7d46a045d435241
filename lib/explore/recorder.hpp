// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/schedule.hpp"
#include "explore/strategy.hpp"

namespace weft::detail::exploring {

/// Lets another strategy choose, and records the choices of the last run.
class recorder final : public strategy {
public:
    explicit recorder(strategy& inner) noexcept : inner_(inner) {}

    bool begin_run() override {
        made_.clear();
        return inner_.begin_run();
    }

    bool wants_states() const noexcept override { return inner_.wants_states(); }
    void reached(std::uint64_t state) override { inner_.reached(state); }

    unsigned choose(const candidates& who) override {
        const unsigned index = inner_.choose(who);
        made_.push_back(schedule::number_of(who, index));
        return index;
    }

    unsigned choose_value(unsigned count) override {
        const unsigned value = inner_.choose_value(count);
        made_.push_back(value);
        return value;
    }

    bool choose_failure() override {
        const bool fails = inner_.choose_failure();
        made_.push_back(fails ? 1 : 0);
        return fails;
    }

    void end_run() override { inner_.end_run(); }

    const schedule& made() const noexcept { return made_; }

private:
    strategy& inner_;
    schedule made_;
};

} // namespace weft::detail::exploring
