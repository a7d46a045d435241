// SPDX-License-Identifier: BSL-1.0
#include "explore/strategies.hpp"

#include <utility>

namespace weft::detail::exploring {
namespace {

class each_failure_strategy final : public strategy {
public:
    explicit each_failure_strategy(std::unique_ptr<strategy> inner) noexcept : inner_(std::move(inner)) {}

    bool begin_run() override {
        if (met_ < wanted_) return false;
        ++wanted_;
        met_ = 0;
        return inner_->begin_run();
    }
    unsigned choose(const candidates& who) override { return inner_->choose(who); }
    unsigned choose_value(unsigned count) override { return inner_->choose_value(count); }
    bool choose_failure() override { return ++met_ == wanted_; }
    void end_run() override { inner_->end_run(); }

private:
    const std::unique_ptr<strategy> inner_;
    std::uint64_t wanted_ = 0; // the number of the run
    std::uint64_t met_ = 0;    // in this run
};

} // namespace

std::unique_ptr<strategy> make_each_failure(std::unique_ptr<strategy> inner) {
    return std::make_unique<each_failure_strategy>(std::move(inner));
}

} // namespace weft::detail::exploring
