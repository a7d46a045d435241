// SPDX-License-Identifier: BSL-1.0
// A join on a worker's own stack, where pollers and the handlers of io_contexts run, read through a null fiber; other
// waits blocked the worker for ever. Both are misuse, with a sentence.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace weft::test {
namespace {

/// Runs a handler once on the worker's own stack, as an io_context does.
class handler_poller : public lowlevel::poller {
public:
    explicit handler_poller(std::function<void()>& handler) : handler_(&handler) {}
    void park(time_point) override { poll(); }
    void poll() override {
        if (*handler_) std::exchange(*handler_, nullptr)();
    }
    bool wants_poll() const noexcept override { return true; }
    void unpark() noexcept override {}

private:
    std::function<void()>* handler_;
};

/// How a process ends whose handler is given a fiber that waits until the handler has run, and a channel without items.
child_end with_handler(void (*handle)(fiber<void>&, channel<int>&)) {
    return in_child(
        [handle] {
            std::function<void()> handler;
            const auto make = [&](unsigned) { return std::make_unique<handler_poller>(handler); };
            run(options{.workers = 1, .poller = make}, [&] {
                channel<int> empty(1);
                bool handled = false;
                fiber<void> child = spawn([&] {
                    while (!handled) this_fiber::yield();
                });
                this_fiber::yield(); // the child has started
                handler = [&] {
                    handle(child, empty);
                    handled = true;
                };
                while (!handled) this_fiber::yield();
            });
        },
        20);
}

void expect_report(const child_end& end, const std::string& text) {
    EXPECT_EQ(end.error_text, text);
    EXPECT_EQ(end.status, k_aborted);
}

constexpr const char* k_join_text =
    "weft: join() on a worker's own stack (in an Asio handler?) would block the worker: join on a fiber\n";
constexpr const char* k_wait_text =
    "weft: a wait on a worker's own stack (in an Asio handler?) would block the worker: wait on a fiber\n";

TEST(WaitOnWorkersStack, OfAJoin) {
    expect_report(with_handler([](fiber<void>& child, channel<int>&) { child.join(); }), k_join_text);
}

TEST(WaitOnWorkersStack, OfADestroyedHandle) {
    expect_report(with_handler([](fiber<void>& child, channel<int>&) { const fiber<void> goes = std::move(child); }),
                  k_join_text);
}

TEST(WaitOnWorkersStack, OfAPop) {
    expect_report(with_handler([](fiber<void>&, channel<int>& empty) { empty.pop(); }), k_wait_text);
}

TEST(WaitOnWorkersStack, OfASleep) {
    expect_report(with_handler([](fiber<void>&, channel<int>&) { this_fiber::sleep_for(std::chrono::hours(1)); }),
                  k_wait_text);
}

TEST(WaitOnWorkersStack, WhatDoesNotSuspendIsAllowed) {
    const child_end end = with_handler([](fiber<void>& child, channel<int>& items) {
        int number = 0;
        if (items.try_pop(number) == channel_status::empty) items.push(1);
        items.pop();
        child.detach();
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, 0);
}

} // namespace
} // namespace weft::test
