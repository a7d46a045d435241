// SPDX-License-Identifier: BSL-1.0
// Whichever allocation of its thread fails, weft::run() runs or throws, and leaves a process in which the next one
// runs.
#include "testing/allocation_failures.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <new>
#include <string>
#include <vector>

namespace weft::test {
namespace {

constexpr std::uint64_t k_most = 10'000;

enum class end : std::uint8_t { ran, no_memory, something_else };

end end_of(const std::function<void()>& program) {
    try {
        program();
        return end::ran;
    } catch (const std::bad_alloc&) {
        return end::no_memory;
    } catch (const resource_error&) {
        return end::no_memory;
    } catch (...) {
        return end::something_else;
    }
}

/// Lets each allocation fail, one in each run; the number of those that made the program throw.
std::uint64_t fail_each(const std::function<void()>& program) {
    std::uint64_t thrown = 0;
    for (std::uint64_t n = 1; n < k_most; ++n) {
        end how = end::ran;
        bool has_failed = false;
        {
            const detail::nth_allocation_fails failing(n);
            how = end_of(program);
            has_failed = failing.has_failed();
        }
        EXPECT_NE(how, end::something_else) << "allocation " << n;
        if (!has_failed) return thrown;
        if (how == end::no_memory) ++thrown;
    }
    ADD_FAILURE() << "it allocates without end";
    return thrown;
}

class RunWithoutMemory : public ::testing::TestWithParam<unsigned> {
protected:
    static options how() { return {.workers = GetParam()}; }
    void TearDown() override {
        EXPECT_EQ(run(how(), [] { return spawn([] { return 42; }).join(); }), 42);
    }
};

TEST_P(RunWithoutMemory, OfAnEmptyBody) {
    EXPECT_GT(fail_each([] { run(how(), [] {}); }), 0u);
}

TEST_P(RunWithoutMemory, OfABodyThatSpawns) {
    EXPECT_GT(fail_each([] {
                  run(how(), [] {
                      std::vector<fiber<std::string>> all;
                      for (int i = 0; i < 20; ++i)
                          all.push_back(spawn({.name = "one of twenty fibers"}, [bytes = std::array<char, 200>{}] {
                              this_fiber::yield();
                              return std::string(bytes.size(), 'x');
                          }));
                      for (auto& each : all) each.join();
                  });
              }),
              3u);
}

TEST_P(RunWithoutMemory, OfABodyThatUsesAChannel) {
    EXPECT_GT(fail_each([] {
                  run(how(), [] {
                      channel<std::vector<int>> numbers(2);
                      auto sum = spawn([&] {
                          std::size_t all = 0;
                          while (auto got = numbers.pop()) all += got->size();
                          return all;
                      });
                      try {
                          for (int i = 0; i < 10; ++i) numbers.push(std::vector<int>(10));
                      } catch (...) {
                          numbers.close();
                          throw;
                      }
                      numbers.close();
                      sum.join();
                  });
              }),
              1u);
}

TEST_P(RunWithoutMemory, OfARuntimeThatIsSpawnedInFromOutside) {
    EXPECT_GT(fail_each([] {
                  runtime home(how());
                  auto first = home.spawn([bytes = std::array<char, 200>{}] { return bytes.size(); });
                  auto second = home.spawn([] { this_fiber::yield(); });
                  first.join();
                  second.join();
              }),
              1u);
}

INSTANTIATE_TEST_SUITE_P(Workers, RunWithoutMemory, ::testing::Values(1u, 2u, 4u), ::testing::PrintToStringParamName());

} // namespace
} // namespace weft::test
