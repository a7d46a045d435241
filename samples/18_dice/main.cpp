// SPDX-License-Identifier: BSL-1.0
// Three players throw a die until it shows a six, each at his own pace; the results come in the order of the players.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>

using namespace std::chrono_literals;

/// The same numbers everywhere, so that the output can be compared.
class die {
public:
    explicit die(std::uint32_t seed) : state_(seed) {}
    int throw_it() {
        state_ = (state_ * 1'103'515'245 + 12'345) % 2'147'483'648;
        return static_cast<int>((state_ >> 16) % 6) + 1;
    }

private:
    std::uint32_t state_;
};

/// Throws until there is a six; returns the number of throws.
int play(char name, std::uint32_t seed, std::chrono::milliseconds pace) {
    die mine(seed);
    for (int throws = 1;; ++throws) {
        const int eyes = mine.throw_it();
        std::printf("%c throws %d\n", name, eyes);
        if (eyes == 6) return throws;
        weft::this_fiber::sleep_for(pace);
    }
}

int main() {
    weft::run({.workers = 1, .order = weft::order::fifo}, [] {
        const samples::stopwatch watch;
        auto a = weft::spawn([] { return play('A', 53, 1000ms); });
        auto b = weft::spawn([] { return play('B', 1, 300ms); });
        auto c = weft::spawn([] { return play('C', 35, 470ms); });
        const int throws[] = {a.join(), b.join(), c.join()};
        std::printf("A needed %d throws, B %d, C %d\n%.1f s\n", throws[0], throws[1], throws[2], watch.seconds());
    });
}
