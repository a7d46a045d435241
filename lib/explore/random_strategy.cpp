// SPDX-License-Identifier: BSL-1.0
#include "explore/random_numbers.hpp"
#include "explore/strategies.hpp"

namespace weft::detail::exploring {
namespace {

class random_strategy final : public strategy {
public:
    explicit random_strategy(std::uint64_t seed) noexcept : seed_(seed), numbers_(seed) {}

    bool begin_run() override {
        numbers_ = random_numbers(seed_, ++run_);
        return true;
    }
    unsigned choose(const candidates& who) override { return numbers_.below(who.count); }
    unsigned choose_value(unsigned count) override {
        const std::uint32_t number = numbers_.below(2 * count);
        return number < count ? number : 0;
    }
    void end_run() override {}

private:
    const std::uint64_t seed_;
    std::uint64_t run_ = 0;
    random_numbers numbers_;
};

} // namespace

std::unique_ptr<strategy> make_random(std::uint64_t seed) { return std::make_unique<random_strategy>(seed); }

} // namespace weft::detail::exploring
