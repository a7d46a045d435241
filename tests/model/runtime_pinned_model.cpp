// SPDX-License-Identifier: BSL-1.0
// Invariant: a fiber that must run on one worker is run there although that worker is parked or about to park when the
// entry reaches its inbox.
#include "model_test.hpp"

#include <weft/channel.hpp>
#include <weft/run.hpp>
#include <weft/spawn.hpp>

namespace weft::test {
namespace {

const options k_pinned_on_two{.workers = 2, .stack_size = std::size_t{64} * 1024, .left_report_after = k_never};

TEST(RuntimePinned, AFiberIsWokenOnItsWorkerByAPlainThread) {
    holds(
        [] {
            channel<int> numbers(1);
            thread("pusher", [&] { numbers.push(7); });
            weft::run(k_pinned_on_two,
                      [&] { weft::spawn({.pinned = true}, [&] { check(numbers.pop() == 7, "the item"); }).join(); });
            join_all();
        },
        {.surprises = 0, .bound_in_tests = 1}, fences::both);
}

} // namespace
} // namespace weft::test
