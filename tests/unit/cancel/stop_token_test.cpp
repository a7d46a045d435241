// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <source_location>
#include <stop_token>
#include <thread>
#include <utility>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class CancelByStopToken : public OverWorkers {};
class CancelByStopTokenBesideThreads : public OverWorkersBesideThreads {};

TEST_P(CancelByStopToken, EndsAWait) {
    run([] {
        std::stop_source source;
        cancel_scope scope(source.get_token());
        auto stopper = spawn([&] {
            this_fiber::sleep_for(1ms);
            EXPECT_TRUE(source.request_stop());
        });
        EXPECT_TRUE(scope.run(nap));
        EXPECT_TRUE(scope.cancel_requested());
        stopper.join();
    });
}

TEST_P(CancelByStopToken, CountsWhenItCameBeforeTheScope) {
    run([] {
        std::stop_source source;
        source.request_stop();
        cancel_scope scope(source.get_token());
        EXPECT_TRUE(scope.cancel_requested());
        EXPECT_TRUE(scope.run(this_fiber::checkpoint));
    });
}

TEST_P(CancelByStopToken, CountsWhenItCameBeforeTheScopeIsEnteredAndEachTimeItIs) {
    run([] {
        std::stop_source source;
        cancel_scope scope(source.get_token());
        EXPECT_FALSE(scope.run(this_fiber::checkpoint));
        source.request_stop();
        EXPECT_TRUE(scope.run(this_fiber::checkpoint));
        EXPECT_TRUE(scope.run(nap));
    });
}

TEST_P(CancelByStopToken, MayComeFromTheFiberInTheScope) {
    run([] {
        std::stop_source source;
        cancel_scope scope(source.get_token());
        EXPECT_TRUE(scope.run([&] {
            source.request_stop();
            this_fiber::checkpoint();
        }));
    });
}

TEST_P(CancelByStopToken, SaysWhy) {
    run([] {
        std::stop_source source;
        const auto line = std::source_location::current().line() + 1;
        cancel_scope scope(source.get_token());
        source.request_stop();
        EXPECT_TRUE(scope.run([&] {
            try {
                this_fiber::checkpoint();
            } catch (const cancelled& why) {
                EXPECT_EQ(why.reason(), cancel_reason::requested);
                EXPECT_EQ(why.text(), "a linked std::stop_token was stopped");
                EXPECT_EQ(why.where().line(), line) << "of the scope, not of weft's header";
                throw;
            }
        }));
    });
}

TEST_P(CancelByStopToken, ComesTooLateWhenTheScopeIsGone) {
    run([] {
        std::stop_source source;
        { const cancel_scope scope(source.get_token()); }
        EXPECT_TRUE(source.request_stop());
        this_fiber::checkpoint();
    });
}

TEST_P(CancelByStopToken, AScopeMayOutliveTheSource) {
    run([] {
        std::optional<std::stop_source> source(std::in_place);
        cancel_scope scope(source->get_token());
        source.reset();
        EXPECT_FALSE(scope.run(this_fiber::checkpoint));
        EXPECT_FALSE(scope.cancel_requested());
    });
}

TEST_P(CancelByStopToken, ATokenThatCannotBeStoppedDoesNothing) {
    run([] {
        cancel_scope scope{std::stop_token()};
        EXPECT_FALSE(scope.run(this_fiber::checkpoint));
    });
}

TEST_P(CancelByStopTokenBesideThreads, MayComeFromAPlainThread) {
    run([] {
        for (int i = 0; i < 20; ++i) {
            std::stop_source source;
            cancel_scope scope(source.get_token());
            channel<int> nothing(1);
            std::thread stopper([&] { source.request_stop(); });
            EXPECT_TRUE(scope.run([&] { nothing.pop(); }));
            stopper.join();
        }
    });
}

WEFT_OVER_WORKERS(CancelByStopToken);
WEFT_OVER_REAL_WORKERS(CancelByStopTokenBesideThreads);

} // namespace
} // namespace weft::test
