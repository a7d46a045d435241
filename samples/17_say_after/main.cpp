// SPDX-License-Identifier: BSL-1.0
// Say one thing after one second and another after two: three seconds in turn, two together.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;

void say_after(std::chrono::seconds delay, const char* what, const samples::stopwatch& watch) {
    weft::this_fiber::sleep_for(delay);
    std::printf("%.1f s: %s\n", watch.seconds(), what);
}

void in_turn() {
    const samples::stopwatch watch;
    say_after(1s, "hello", watch);
    say_after(2s, "world", watch);
}

void together() {
    const samples::stopwatch watch;
    auto hello = weft::spawn([&] { say_after(1s, "hello", watch); });
    auto world = weft::spawn([&] { say_after(2s, "world", watch); });
    hello.join();
    world.join();
}

int main() {
    weft::run([] {
        std::printf("in turn\n");
        in_turn();
        std::printf("together\n");
        together();
    });
}
