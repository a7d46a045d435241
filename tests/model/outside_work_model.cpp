// SPDX-License-Identifier: BSL-1.0
// Invariant: a virtual clock moves only while nobody works for the runtime outside, and nothing that such a work has
// queued before it ended is left to run.
#include "model_test.hpp"

#include <weft/channel.hpp>
#include <weft/clock.hpp>
#include <weft/outside_work.hpp>
#include <weft/runtime.hpp>

#include <chrono>
#include <optional>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

const options k_one_on_virtual_time{.workers = 1,
                                    .stack_size = std::size_t{64} * 1024,
                                    .time = time_source::virtual_time,
                                    .left_report_after = k_never};

TEST(OutsideWork, HoldsTheClockUntilWhomItWokeHasRun) {
    holds(
        [] {
            channel<int> answers(1);
            std::optional<outside_work> work;
            weft::runtime one(k_one_on_virtual_time);
            one.spawn([&] { work.emplace(); }).join();
            auto waiting = one.spawn([&] {
                const auto start = clock::now();
                std::optional<int> answer;
                check(answers.pop_for(answer, 1h) == channel_status::success, "the answer comes in time");
                check(clock::now() == start, "time stands still");
            });
            answers.push(1);
            work.reset();
            waiting.join();
        },
        {.preemption_bound = 2, .surprises = 0, .bound_in_tests = 1});
}

} // namespace
} // namespace weft::test
