// SPDX-License-Identifier: BSL-1.0
// Three chains of two steps, each step needs the one before: together they take as long as the slowest chain, not the
// sum.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <string>

using namespace std::chrono_literals;

std::string fetch(int id, std::chrono::milliseconds time, const samples::stopwatch& watch) {
    weft::this_fiber::sleep_for(time);
    std::printf("%.1f s: %d is fetched\n", watch.seconds(), id);
    return "text " + std::to_string(id);
}

std::string translate(const std::string& text, std::chrono::milliseconds time, const samples::stopwatch& watch) {
    weft::this_fiber::sleep_for(time);
    std::printf("%.1f s: %s is translated\n", watch.seconds(), text.c_str());
    return "translated " + text;
}

std::string chain(int id, std::chrono::milliseconds first, std::chrono::milliseconds second,
                  const samples::stopwatch& watch) {
    return translate(fetch(id, first, watch), second, watch);
}

int main() {
    weft::run([] {
        const samples::stopwatch watch;
        auto one = weft::spawn([&] { return chain(1, 400ms, 1800ms, watch); });
        auto two = weft::spawn([&] { return chain(2, 1000ms, 600ms, watch); });
        auto three = weft::spawn([&] { return chain(3, 700ms, 1100ms, watch); });
        const std::string texts[] = {one.join(), two.join(), three.join()};
        for (const std::string& text : texts) std::printf("%s\n", text.c_str());
        std::printf("%.1f s\n", watch.seconds());
    });
}
