// SPDX-License-Identifier: BSL-1.0
// With order::fifo a join that ran its fiber in place let the joiner overtake the fibers that were ready before it.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weft::test {
namespace {

TEST(FifoJoinOrder, JoinerGoesBehindThoseThatWereReady) {
    std::string log;
    run_and_check({.workers = 1, .order = order::fifo}, [&] {
        auto a = spawn([&] { log += "a "; });
        auto b = spawn([&] { log += "b "; });
        a.join();
        log += "main";
        b.join();
    });
    EXPECT_EQ(log, "a b main");
}

} // namespace
} // namespace weft::test
