// SPDX-License-Identifier: BSL-1.0
// The examples of docs/structured_concurrency.md.
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class CancelGuide : public OverWorkers {};

std::string ask(channel<std::string>& server) { return server.pop().value(); }

TEST_P(CancelGuide, Timeout) {
    run([] {
        channel<std::string> server(1);
        std::string said;
        // begin: timeout
        try {
            std::string answer = weft::with_timeout(5s, [&] { return ask(server); });
            said = "answered: " + answer;
        } catch (const weft::timeout_error& late) {
            said = "while it " + std::string(late.waiting_for());
        }
        // end: timeout
        EXPECT_EQ(said, "while it waits to pop from channel");
    });
}

TEST_P(CancelGuide, Scope) {
    run([] {
        event button;
        int served = 0;
        const auto serve_one = [&] {
            this_fiber::sleep_for(1ms);
            ++served;
        };
        auto presser = spawn([&] {
            this_fiber::sleep_for(10ms + 500us);
            button.set();
        });
        // begin: scope
        weft::cancel_scope service;
        auto stopper = weft::spawn([&] {
            button.wait();
            service.cancel(weft::cancel_reason::shutdown, "the button was pressed");
        });
        const bool was_stopped = service.run([&] {
            for (;;) serve_one();
        });
        stopper.join();
        // end: scope
        EXPECT_TRUE(was_stopped);
        EXPECT_EQ(served, 10);
        presser.join();
    });
}

TEST_P(CancelGuide, Fiber) {
    run([] {
        std::string said;
        // begin: fiber
        auto reader = weft::spawn({.name = "reader"}, [] { weft::this_fiber::sleep_for(1h); });
        reader.cancel(weft::cancel_reason::requested, "no longer needed");
        try {
            reader.join();
        } catch (const weft::fiber_cancelled& why) {
            said = why.what(); // weft: fiber 'reader' #2 was cancelled: requested: no longer needed
        }
        // end: fiber
        EXPECT_NE(said.find("was cancelled: requested: no longer needed"), std::string::npos) << said;
    });
}

struct connection {
    channel<std::string>& out;
    void say(const std::string& text) { out.push(text); }
};

TEST_P(CancelGuide, Shield) {
    run([] {
        channel<std::string> out(4);
        connection client{out};
        cancel_scope scope;
        // begin: shield
        const bool was_cut_off = scope.run([&] {
            try {
                weft::this_fiber::sleep_for(1h); // the work
            } catch (const weft::cancelled&) {
                weft::with_shield(1s, [&] { client.say("goodbye"); });
                throw;
            }
        });
        // end: shield
        EXPECT_FALSE(was_cut_off);
        scope.cancel();
        EXPECT_TRUE(scope.run([&] {
            try {
                nap();
            } catch (const cancelled&) {
                EXPECT_FALSE(with_shield(1s, [&] { client.say("goodbye"); }));
                throw;
            }
        }));
        EXPECT_EQ(out.pop(), "goodbye");
    });
}

WEFT_OVER_WORKERS(CancelGuide);

} // namespace
} // namespace weft::test
