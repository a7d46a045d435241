// SPDX-License-Identifier: BSL-1.0
// Dining philosophers: left fork first is a deadlock, whose report shows the circle; two remedies are proved.
#include <weft/testing/check.hpp>
#include <weft/testing/explore.hpp>
#include <weft/weft.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <regex>
#include <string>
#include <vector>

/// A fork between every two neighbours.
template <std::size_t Seats>
struct table {
    table() {
        for (std::size_t i = 0; i < Seats; ++i) weft::testing::name(&forks[i], "fork " + std::to_string(i));
    }

    std::array<weft::mutex, Seats> forks;
    weft::counting_semaphore<> chairs{Seats - 1}; // of those who ask: one less than there are philosophers
    std::array<int, Seats> meals{};
};

// begin: ways
/// Takes the left fork, then the right one. When all have the left one, all wait.
struct left_first {
    template <std::size_t Seats>
    static void eat(table<Seats>& at, std::size_t seat) {
        const std::lock_guard left(at.forks[seat]);
        weft::this_fiber::yield(); // reaches for the other
        const std::lock_guard right(at.forks[(seat + 1) % Seats]);
        ++at.meals[seat];
    }
};

/// Takes the fork of the lower number first. Nobody waits for a lower fork than one that he has, so there is no circle.
struct lower_first {
    template <std::size_t Seats>
    static void eat(table<Seats>& at, std::size_t seat) {
        const std::size_t other = (seat + 1) % Seats;
        const std::lock_guard lower(at.forks[std::min(seat, other)]);
        const std::lock_guard higher(at.forks[std::max(seat, other)]);
        ++at.meals[seat];
    }
};

/// Waits for a chair, and takes the left fork first. Not all have one at the same time, so somebody gets both.
struct chair_first {
    template <std::size_t Seats>
    static void eat(table<Seats>& at, std::size_t seat) {
        at.chairs.acquire();
        {
            const std::lock_guard left(at.forks[seat]);
            const std::lock_guard right(at.forks[(seat + 1) % Seats]);
            ++at.meals[seat];
        }
        at.chairs.release();
    }
};
// end: ways

template <class Way, std::size_t Seats>
int dine(int meals) {
    table<Seats> at;
    std::vector<weft::fiber<void>> all;
    for (std::size_t seat = 0; seat < Seats; ++seat)
        all.push_back(weft::spawn({.name = "philosopher " + std::to_string(seat)}, [&at, seat, meals] {
            for (int i = 0; i < meals; ++i) Way::eat(at, seat);
        }));
    for (auto& philosopher : all) philosopher.join();
    return std::accumulate(at.meals.begin(), at.meals.end(), 0);
}

/// Ends the program: the runtime notices that it stands still for ever.
void starve() {
    weft::run({.on_deadlock = weft::deadlock::abort}, [] { dine<left_first, 3>(1'000'000); });
}

/// Prints the report of the explorer, without the folder of this file.
void show_the_deadlock() {
    const auto found = weft::testing::explore([] { dine<left_first, 3>(1); });
    const std::string report = std::regex_replace(found.failure, std::regex("spawned at [^ ]*/"), "spawned at ");
    std::printf("%s\n", report.c_str());
}

/// Runs every schedule of three philosophers that interrupts at most two of them; then five eat on four workers.
template <class Way>
bool prove(const char* remedy) {
    const auto found = weft::testing::explore([] { dine<Way, 3>(1); }, {.strategy = weft::testing::strategy::dfs,
                                                                        .runs = 100'000,
                                                                        .time_limit = std::chrono::hours(1),
                                                                        .preemption_bound = 2});
    const bool is_proved = found && found.exhausted;
    const int meals = weft::run({.workers = 4, .on_deadlock = weft::deadlock::abort}, [] { return dine<Way, 5>(200); });
    std::printf("%s: %s; then %d meals on 4 workers\n", remedy, is_proved ? "no deadlock" : "wrong", meals);
    return is_proved;
}

int main(int argc, char** argv) {
    if (argc > 1 && std::string(argv[1]) == "starve") starve();
    show_the_deadlock();
    const bool all_proved = prove<lower_first>("lower fork first") && prove<chair_first>("chair first");
    return all_proved ? EXIT_SUCCESS : EXIT_FAILURE;
}
