// SPDX-License-Identifier: BSL-1.0
// The report of options::shutdown_timeout named fibers that had ended long ago: those that were joined in place.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <regex>
#include <source_location>
#include <string>

namespace weft::test {
namespace {

constexpr unsigned k_line_of_spawn = __LINE__ + 2;
void spawn_straggler(channel<int>& never) {
    spawn({.name = "real"}, [&] { never.pop(); }).detach();
}

void join_in_place() {
    auto a = spawn([] {});
    auto b = spawn([] {});
    auto c = spawn([] {});
    c.join();
    b.join();
    a.join();
}

TEST(StragglerGhosts, AreNotReported) {
    const child_end end = in_child(
        [] {
            channel<int> never(1);
            run(options{.workers = 1, .shutdown_timeout = std::chrono::milliseconds(20)}, [&] {
                join_in_place();
                spawn_straggler(never);
            });
        },
        20);
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(std::regex_replace(end.error_text, std::regex("#[0-9]+|0x[0-9a-f]+"), "#N"),
              "weft: the runtime could not end within its shutdown timeout of 20 ms; still there:\n"
              "weft:   fiber 'real' #N, spawned at " +
                  std::string(std::source_location::current().file_name()) + ":" + std::to_string(k_line_of_spawn) +
                  ": waits to pop from channel at #N\n");
}

} // namespace
} // namespace weft::test
