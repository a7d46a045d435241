// SPDX-License-Identifier: BSL-1.0
#include "explore/strategies.hpp"

#include <utility>

namespace weft::detail::exploring {
namespace {

class replay_strategy final : public strategy {
public:
    explicit replay_strategy(schedule choices) : choices_(std::move(choices)) {}

    bool begin_run() override {
        at_ = 0;
        return !std::exchange(done_, true);
    }
    unsigned choose(const candidates& who) override { return schedule::index_of(who, choices_[at_++]); }
    unsigned choose_value(unsigned count) override {
        const std::uint32_t wanted = choices_[at_++];
        return wanted < count ? wanted : 0;
    }
    bool choose_failure() override { return choices_[at_++] != 0; }
    void end_run() override {}

private:
    const schedule choices_;
    std::size_t at_ = 0;
    bool done_ = false;
};

} // namespace

std::unique_ptr<strategy> make_replay(schedule choices) {
    return std::make_unique<replay_strategy>(std::move(choices));
}

} // namespace weft::detail::exploring
