// SPDX-License-Identifier: BSL-1.0
#include "runtime/cores.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace weft::test {
namespace {

/// A tree of control groups in a folder of its own.
class Cores : public ::testing::Test {
protected:
    Cores() {
        std::string name = ::testing::TempDir() + "cgroup-XXXXXX";
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        mount_ = name;
    }
    ~Cores() override { std::filesystem::remove_all(mount_); }

    void add(const std::string& group, const char* cpu_max) {
        std::filesystem::create_directories(mount_ + group);
        std::ofstream(mount_ + group + "/cpu.max") << cpu_max << '\n';
    }

    std::string mount_;
};

TEST_F(Cores, AQuotaIsRoundedUpToWholeCores) {
    add("/service", "250000 100000");
    EXPECT_EQ(detail::quota_cores(mount_, "/service", 8), 3u);
    EXPECT_EQ(detail::quota_cores(mount_, "/service", 2), 2u);
}

TEST_F(Cores, AQuotaBelowACoreLeavesOne) {
    add("/service", "1000 100000");
    EXPECT_EQ(detail::quota_cores(mount_, "/service", 8), 1u);
}

TEST_F(Cores, TheSmallestQuotaOfAllGroupsAboveCounts) {
    add("", "700000 100000");
    add("/slice", "200000 100000");
    add("/slice/service", "max 100000");
    add("/slice/service/worker", "500000 100000");
    EXPECT_EQ(detail::quota_cores(mount_, "/slice/service/worker", 8), 2u);
    EXPECT_EQ(detail::quota_cores(mount_, "/other", 8), 7u);
    EXPECT_EQ(detail::quota_cores(mount_, "/", 8), 7u);
    EXPECT_EQ(detail::quota_cores(mount_, "", 8), 7u);
}

TEST_F(Cores, WithoutAQuotaAllCoresAreLeft) {
    add("/service", "max 100000");
    EXPECT_EQ(detail::quota_cores(mount_, "/service", 8), 8u);
    EXPECT_EQ(detail::quota_cores(mount_ + "/missing", "/service", 8), 8u);
}

} // namespace
} // namespace weft::test
