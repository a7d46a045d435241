// SPDX-License-Identifier: BSL-1.0
// Misuse of the ends of channels and of subscriptions ends the process with one sentence that says what to do instead.
#include "reports.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <utility>

namespace weft::test {
namespace {

TEST(ChannelMisuse, PoppingFromASubscriptionThatWasMovedAway) {
    const char* const text = "weft: this subscription was moved away: pop from the one it was moved to\n";
    const auto after_a_move = [&](auto use) {
        expect_report(
            [use] {
                broadcast<int> news(1);
                auto first = news.subscribe();
                const auto second = std::move(first);
                use(first);
            },
            text);
    };
    after_a_move([](subscription<int>& gone) { gone.pop(); });
    after_a_move([](subscription<int>& gone) {
        std::optional<int> item;
        static_cast<void>(gone.try_pop(item));
    });
    after_a_move([](subscription<int>& gone) { weft::select(on_pop(gone), otherwise()); });
}

TEST(ChannelMisuse, UsingAnEndOfAChannelThatWasNeverMadeOrIsGone) {
    const char* const text = "weft: this end of a channel was moved away, closed or never made: use make_channel()\n";
    expect_report([] { sender<int>().push(1); }, text);
    expect_report(
        [] {
            auto [out, in] = make_channel<int>(1);
            in.close();
            in.pop();
        },
        text);
    expect_report(
        [] {
            auto [give, take] = make_one_shot<int>();
            const auto taker = std::move(take);
            take.pop();
        },
        text);
}

} // namespace
} // namespace weft::test
