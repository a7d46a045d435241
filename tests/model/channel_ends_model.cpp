// SPDX-License-Identifier: BSL-1.0
// Invariant: the channel closes when, and only when, the last end of a kind goes; what the owners of all of them did
// before happens before what the other side does once it has seen the end. The ends free the channel once, after its
// last use.
#include "model_test.hpp"

#include <weft/channel_ends.hpp>
#include <weft/one_shot.hpp>

#include <optional>
#include <utility>

namespace weft::test {
namespace {

TEST(ChannelEnds, TheLastSenderClosesIt) {
    holds(
        [] {
            auto [out, in] = make_channel<int>(std::size_t{1});
            struct state {
                model::plain<int> told{0, "what a sender that pushes nothing leaves behind"};
                std::optional<sender<int>> silent;
                std::optional<sender<int>> pushing;
            } shared;
            shared.silent = out;
            shared.pushing = std::move(out);
            thread("silent", [&] {
                shared.told.set(1);
                shared.silent.reset();
            });
            thread("pushing", [&] {
                shared.pushing->push(7);
                shared.pushing.reset();
            });
            check(in.pop() == 7, "the item");
            check(!in.pop(), "the end");
            check(shared.told.get() == 1, "the end comes after all senders");
            join_all();
        },
        {.old_failures = old_failures::everywhere});
}

TEST(ChannelEnds, TheLastReceiverEndsThePushers) {
    holds(
        [] {
            auto [out, in] = make_channel<int>(std::size_t{0});
            struct state {
                std::optional<receiver<int>> ends[2];
                bool refused = false;
            } shared;
            shared.ends[0] = in;
            shared.ends[1] = std::move(in);
            for (int who = 0; who < 2; ++who)
                thread(who == 0 ? "one" : "two", [&shared, who] { shared.ends[who].reset(); });
            try {
                out.push(1);
            } catch (const channel_closed&) {
                shared.refused = true;
            }
            join_all();
            check(shared.refused, "there was nobody to pop it");
        },
        {.old_failures = old_failures::everywhere});
}

TEST(ChannelEnds, AOneShotIsGivenOrBroken) {
    holds(
        [] {
            auto [give, take] = make_one_shot<int>();
            struct state {
                std::optional<one_shot_sender<int>> give;
                std::optional<one_shot_receiver<int>> take;
                bool given = false;
                std::optional<int> got;
            } shared{std::move(give), std::move(take), false, {}};
            thread("giver", [&] {
                shared.given = shared.give->push(5);
                shared.give.reset();
            });
            thread("taker", [&] { shared.got = shared.take->pop(); });
            join_all();
            check(shared.given && shared.got == 5, "it was given and taken");
        },
        {.old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
