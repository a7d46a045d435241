// SPDX-License-Identifier: BSL-1.0
// The examples of docs/structured_concurrency.md about work that blocks.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weft::test {
namespace {

class PoolGuide : public OverWorkersBesideThreads {};

std::string read_file(const std::string& name) { return "text of " + name; }

TEST_P(PoolGuide, Blocking) {
    run([] {
        const std::vector<std::string> names{"a", "b"};
        // begin: blocking
        std::string text = weft::to_thread([] { return read_file("a"); });

        weft::thread_pool disk({.name = "disk", .max_threads = 4});
        weft::future<std::string> later = disk.submit([] { return read_file("b"); });
        std::vector<std::string> all = disk.map(names, read_file);
        // end: blocking
        EXPECT_EQ(text, "text of a");
        EXPECT_EQ(later.get(), "text of b");
        EXPECT_EQ(all, (std::vector<std::string>{"text of a", "text of b"}));
    });
}

WEFT_OVER_REAL_WORKERS(PoolGuide);

} // namespace
} // namespace weft::test
