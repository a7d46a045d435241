// SPDX-License-Identifier: BSL-1.0
// The examples of docs/structured_concurrency.md about what a program needs around it.
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class AroundGuide : public OverWorkers {};

/// A library that takes a std::stop_token.
int search(const std::stop_token& stop) {
    int looked_at = 0;
    while (!stop.stop_requested()) {
        ++looked_at;
        with_shield([] { this_fiber::sleep_for(1ms); });
    }
    return looked_at;
}

TEST_P(AroundGuide, Handle) {
    run([] {
        std::optional<cancel_handle> kept;
        const auto on_button = [&](const cancel_handle& stop) { kept = stop; };
        auto presser = spawn([&] {
            this_fiber::sleep_for(1ms);
            kept->cancel();
        });
        const auto serve = [] { nap(); };
        // begin: handle
        weft::cancel_scope scope;
        on_button(scope.handle()); // may be called when the scope has gone
        const bool was_stopped = scope.run(serve);
        // end: handle
        EXPECT_TRUE(was_stopped);
        presser.join();
    });
}

TEST_P(AroundGuide, Token) {
    run([] {
        // begin: token
        const bool was_late = weft::move_on_after(10ms, [] { search(weft::this_fiber::stop_token()); });
        // end: token
        EXPECT_FALSE(was_late) << "it has returned by itself";
    });
}

TEST_P(AroundGuide, Locals) {
    run([] {
        std::string log;
        // begin: locals
        static weft::fiber_local<std::string> scratch;            // each fiber has its own
        static weft::context_var<std::string> request("no name"); // children begin with the spawner's
        request.with("GET /", [&] {
            auto child = weft::spawn([] {
                *scratch += request.get();
                return *scratch;
            });
            log = child.join();
        });
        // end: locals
        EXPECT_EQ(log, "GET /");
        EXPECT_EQ(request.get(), "no name");
    });
}

WEFT_OVER_WORKERS(AroundGuide);

} // namespace
} // namespace weft::test
