// SPDX-License-Identifier: BSL-1.0
// A handler that gets no memory for the fiber that it spawns has spawned none: the runtime does not wait for it.
#include "testing/allocation_failures.hpp"

#include <weft/lowlevel/poller.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <new>
#include <thread>
#include <utility>

namespace weft::test {
namespace {

/// Calls its handler, if it has one, on the worker's own stack: once.
class one_handler final : public lowlevel::poller {
public:
    explicit one_handler(std::function<void()> handler) : handler_(std::move(handler)) {}
    void park(time_point) override { std::this_thread::yield(); }
    void poll() override {
        if (const auto now = std::exchange(handler_, nullptr)) now();
    }
    bool wants_poll() const noexcept override { return true; }
    void unpark() noexcept override {}

private:
    std::function<void()> handler_;
};

/// Most spawns allocate nothing, as records are made by the slab. Those that are pinned wait for the handler's end, and
/// so keep theirs.
bool spawns_until_it_gets_no_memory() {
    constexpr int k_most = 1'000'000;
    const detail::nth_allocation_fails failing(1);
    for (int i = 0; i < k_most; ++i) try {
            spawn({.pinned = true}, [] {}).detach();
        } catch (const std::bad_alloc&) {
            return true;
        }
    return false;
}

class HandlerWithoutMemory : public ::testing::TestWithParam<unsigned> {};

/// A runtime that waited for it would end by the report of its shutdown timeout.
TEST_P(HandlerWithoutMemory, SpawnsNoFiberThatTheRuntimeWaitsFor) {
    bool is_refused = false;
    const auto handler_of_the_first = [&](unsigned worker) {
        std::function<void()> handler;
        if (worker == 0) handler = [&] { is_refused = spawns_until_it_gets_no_memory(); };
        return std::make_unique<one_handler>(std::move(handler));
    };
    run(options{.workers = GetParam(), .poller = handler_of_the_first, .shutdown_timeout = std::chrono::seconds(20)},
        [] {});
    EXPECT_TRUE(is_refused);
}

INSTANTIATE_TEST_SUITE_P(Workers, HandlerWithoutMemory, ::testing::Values(1u, 2u, 4u),
                         ::testing::PrintToStringParamName());

} // namespace
} // namespace weft::test
