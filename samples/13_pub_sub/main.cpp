// SPDX-License-Identifier: BSL-1.0
// One publisher, many subscribers: each sees every item; the one that is too slow holds the publisher up, or misses
// some.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

// begin: publish
/// Publishes 1 to 8, one each 0.2 s; waits for those who are too slow, or does not: that was said when `news` was made.
void publish(weft::broadcast<int>& news) {
    auto next = weft::clock::now();
    for (int number = 1; number <= 8; ++number) {
        weft::this_fiber::sleep_until(next += 200ms);
        news.push(number);
    }
    news.close();
}
// end: publish

// begin: read
/// Reads until the news are closed, and needs some time for each.
std::string read(weft::subscription<int> mine, std::chrono::milliseconds time) {
    std::string seen;
    for (const int number : mine) {
        seen.append(" ").append(std::to_string(number));
        weft::this_fiber::sleep_for(time);
    }
    return seen.append(", missed ").append(std::to_string(mine.missed()));
}
// end: read

void show(const char* title, weft::lag policy) {
    weft::broadcast<int> news(2, policy);
    const samples::stopwatch watch;
    auto quick = weft::spawn([mine = news.subscribe()]() mutable { return read(std::move(mine), 0ms); });
    auto slow = weft::spawn([mine = news.subscribe()]() mutable { return read(std::move(mine), 440ms); });
    auto late = weft::spawn([&news] {
        weft::this_fiber::sleep_for(500ms);
        return read(news.subscribe(), 0ms);
    });
    publish(news);
    std::printf("%s: published within %.1f s\n", title, watch.seconds());
    std::printf("  quick sees%s\n", quick.join().c_str());
    std::printf("  slow  sees%s\n", slow.join().c_str());
    std::printf("  late  sees%s\n", late.join().c_str());
}

int main() {
    weft::run([] {
        show("lag::wait", weft::lag::wait);
        show("lag::drop_oldest", weft::lag::drop_oldest);
    });
}
