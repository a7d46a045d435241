// SPDX-License-Identifier: BSL-1.0
// Two requests a second: tokens in a channel, refilled by a fiber that ticks; and a select that gives up waiting for
// one.
#include "../support/stopwatch.hpp"

#include <weft/weft.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <optional>

using namespace std::chrono_literals;

struct token {};

// begin: limiter
/// Tokens for those who must not come too often: one each `period`; those that nobody takes are kept, `burst` at most.
class rate_limiter {
public:
    rate_limiter(std::size_t burst, std::chrono::milliseconds period) : tokens_(burst) {
        while (tokens_.try_push({}) == weft::channel_status::success) {}
        ticker_ = weft::spawn([this, period] { tick(period); });
    }
    ~rate_limiter() {
        stopped_.set();
        ticker_.join();
    }

    /// To pop from, alone or in a select.
    weft::channel<token>& tokens() { return tokens_; }

private:
    void tick(std::chrono::milliseconds period) {
        auto next = weft::clock::now() + period;
        while (weft::select(weft::at(next), weft::on_event(stopped_)) == 0) {
            static_cast<void>(tokens_.try_push({})); // when there are enough, the new one is lost
            next += period;
        }
    }

    weft::channel<token> tokens_;
    weft::event stopped_;
    weft::fiber<void> ticker_;
};
// end: limiter

void request(rate_limiter& limiter, const samples::stopwatch& watch) {
    limiter.tokens().pop();
    std::printf("%.1f s: served\n", watch.seconds());
}

// begin: impatient
/// Waits for a token, for 0.2 s at most.
void impatient_request(rate_limiter& limiter, const samples::stopwatch& watch) {
    weft::select(weft::on_pop(limiter.tokens(),
                              [&](std::optional<token>) { std::printf("%.1f s: served\n", watch.seconds()); }),
                 weft::after(200ms, [&] { std::printf("%.1f s: gives up\n", watch.seconds()); }));
}
// end: impatient

void one_at_a_time() {
    const samples::stopwatch watch;
    rate_limiter limiter(1, 500ms);
    std::printf("two a second:\n");
    for (int i = 0; i < 4; ++i) request(limiter, watch);
    impatient_request(limiter, watch); // at 1.5 s, and the next token comes at 2.0 s
    request(limiter, watch);
}

void in_bursts() {
    const samples::stopwatch watch;
    rate_limiter limiter(3, 500ms);
    std::printf("two a second, three at once after a pause:\n");
    for (int i = 0; i < 5; ++i) request(limiter, watch);
    weft::this_fiber::sleep_for(1700ms); // for three ticks
    for (int i = 0; i < 4; ++i) request(limiter, watch);
}

int main() {
    weft::run([] {
        one_at_a_time();
        in_bursts();
    });
}
