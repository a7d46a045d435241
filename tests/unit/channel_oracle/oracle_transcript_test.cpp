// SPDX-License-Identifier: BSL-1.0
// The same random program over weft's and Boost.Fiber's channels: after each step, once all others wait, both have done
// the same.
#include "channel_kits.hpp"

#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace weft::test {
namespace {

constexpr int k_steps = 24;
constexpr int k_close = k_steps - 4;

/// What became of each step's operation, written by the fiber that did it.
struct transcript {
    std::array<std::string, k_steps> steps;

    template <class... Words>
    void note(int step, const Words&... words) {
        std::ostringstream text;
        ((text << words << ' '), ...);
        steps[static_cast<std::size_t>(step)] = text.str();
    }
    /// What has happened so far; who still waits has a "-".
    std::string so_far(int step) const {
        std::string all;
        for (int i = 0; i <= step; ++i) {
            const std::string& each = steps[static_cast<std::size_t>(i)];
            all += each.empty() ? "- " : each;
        }
        return all;
    }
};

/// One random operation in the calling fiber; `step` is what it pushes.
template <class Of, class Channel>
void act(Channel& numbers, unsigned choice, int step, transcript& all) {
    int got = -1;
    if (choice % 2 == 0) {
        outcome how = outcome::full;
        if constexpr (Of::k_room != 0) {
            how = choice % 8 == 0 ? numbers.try_push(int{step}) : numbers.push(step);
        } else {
            how = numbers.push(step);
        }
        all.note(step, "push", how);
    } else {
        outcome how = outcome::empty;
        if constexpr (Of::k_room != 0) {
            how = choice % 8 == 1 ? numbers.try_pop(got) : numbers.pop(got);
        } else {
            how = numbers.pop(got);
        }
        all.note(step, "pop", how, got);
    }
}

/// The states after each step of the program that `seed` stands for. The channel is closed four steps before the end;
/// without room that is the end, as Boost's would give the items of pushes that close() has failed to later pops.
template <class Of>
std::vector<std::string> states_of(std::uint64_t seed) {
    using kit = typename Of::kit;
    std::mt19937_64 random(seed);
    typename Of::template channel<int> numbers;
    transcript all;
    std::vector<std::string> states;
    std::vector<decltype(kit::spawn([] {}))> fibers;
    for (int step = 0; step < k_steps; ++step) {
        if (step == k_close)
            numbers.close();
        else if (step < k_close || Of::k_room != 0)
            fibers.push_back(kit::spawn(
                [&, step, choice = static_cast<unsigned>(random() % 16)] { act<Of>(numbers, choice, step, all); }));
        kit::settle();
        states.push_back(all.so_far(step));
    }
    for (auto& each : fibers) each.join();
    return states;
}

/// Says where two runs part, in a line.
bool agree(const std::vector<std::string>& got, const std::vector<std::string>& wanted, std::uint64_t seed) {
    for (std::size_t step = 0; step < wanted.size(); ++step) {
        if (got[step] == wanted[step]) continue;
        ADD_FAILURE() << "seed " << seed << ", step " << step << "\nweft:  " << got[step]
                      << "\nBoost: " << wanted[step];
        return false;
    }
    return true;
}

template <std::size_t Room>
void both_do_the_same() {
    const std::uint64_t first = seed_of_test();
    bool is_same = true;
    for (std::uint64_t seed = first; is_same && seed < first + 40; ++seed) {
        std::vector<std::string> wanted;
        boost_kit::run([&] { wanted = states_of<boost_channels<Room>>(seed); });
        weft_kit::run([&] { is_same = is_same && agree(states_of<weft_channels<Room>>(seed), wanted, seed); });
    }
}

TEST(OracleTranscript, WithoutRoomBothDoTheSame) { both_do_the_same<0>(); }
TEST(OracleTranscript, WithOneSlotBothDoTheSame) { both_do_the_same<1>(); }
TEST(OracleTranscript, WithSevenSlotsBothDoTheSame) { both_do_the_same<7>(); }

} // namespace
} // namespace weft::test
