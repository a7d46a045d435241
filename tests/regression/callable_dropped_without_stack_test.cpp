// SPDX-License-Identifier: BSL-1.0
// A fiber that gets no stack drops its callable on the scheduler; when that owned the handle of another fiber, the join
// in its destructor crashed.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <sys/resource.h>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

void no_more_address_space() {
    const rlimit limit{1, 1};
    ::setrlimit(RLIMIT_AS, &limit);
}

TEST(CallableDroppedWithoutStack, MayOwnTheHandleOfAnUnstartedFiber) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child(
        [] {
            run(options{.workers = 1}, [] {
                channel<int> gate(1);
                std::vector<fiber<void>> all;
                all.reserve(20'000);
                for (int i = 0; i < 8000; ++i) all.push_back(spawn([] {}));
                for (auto& each : all) each.join(); // records enough
                all.clear();
                no_more_address_space();
                int failed = 0;
                for (int refused = 0; refused < 5;) { // each keeps its exception in the little memory there is
                    all.push_back(spawn([&gate] { gate.pop(); }));
                    all.push_back(spawn([inner = spawn([] {})] {}));
                    for (int turn = 0; turn < 3; ++turn) this_fiber::yield();
                    if (all[all.size() - 2].done()) ++refused;
                }
                gate.close();
                for (auto& each : all) try {
                        each.join();
                    } catch (const resource_error&) {
                        ++failed;
                    }
                std::_Exit(failed > 0 ? 3 : 4);
            });
        },
        20);
    EXPECT_EQ(end.status, 3) << end.error_text;
}

struct counted {
    int* destroyed;
    explicit counted(int& count) noexcept : destroyed(&count) {}
    counted(counted&& other) noexcept : destroyed(std::exchange(other.destroyed, nullptr)) {}
    counted& operator=(counted&&) = delete;
    ~counted() {
        if (destroyed != nullptr) ++*destroyed;
    }
};

TEST(CallableDroppedWithoutStack, IsDestroyedOnceByTheJoinOrTheHandle) {
    runtime without_stacks(options{.workers = 1, .stack_size = std::size_t{1} << 44});
    int destroyed = 0;
    auto joined = without_stacks.spawn([mine = counted(destroyed)] { ADD_FAILURE() << "it has no stack"; });
    EXPECT_THROW(joined.join(), resource_error);
    EXPECT_EQ(destroyed, 1);
    {
        const auto dropped = without_stacks.spawn([mine = counted(destroyed)] { ADD_FAILURE() << "it has no stack"; });
    }
    EXPECT_EQ(destroyed, 2);
}

} // namespace
} // namespace weft::test
