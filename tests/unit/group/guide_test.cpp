// SPDX-License-Identifier: BSL-1.0
// The examples of docs/structured_concurrency.md and of the README.
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class GroupGuide : public OverWorkers {};

std::string fetch(const std::string& place) {
    this_fiber::sleep_for(1ms);
    if (place == "nowhere") throw std::runtime_error("no such place");
    return "page of " + place;
}

TEST_P(GroupGuide, Readme) {
    run([] {
        std::atomic<int> served{0};
        const auto serve = [&](const std::string&) { ++served; };
        std::string title;
        // begin: readme
        weft::with_task_group([&](weft::task_group& group) { // no child outlives it, whatever throws
            group.spawn([&] { serve("left"); });
            group.spawn([&] { serve("right"); });
        });
        weft::with_timeout(5s, [&] { // cancels exactly what runs inside
            auto [page, picture] = weft::gather([] { return fetch("page"); }, [] { return fetch("picture"); });
            title = page + " with " + picture;
        });
        // end: readme
        EXPECT_EQ(served, 2);
        EXPECT_EQ(title, "page of page with page of picture");
    });
}

TEST_P(GroupGuide, Group) {
    run([] {
        std::string said;
        const auto say = [&](const std::string& text) { said += text; };
        // begin: group
        try {
            weft::with_task_group([&](weft::task_group& group) {
                weft::child<std::string> page = group.spawn([] { return fetch("here"); });
                group.spawn([] { fetch("nowhere"); }); // fails, so all others are cancelled
                say(page.join());
                nap();
            });
        } catch (const weft::exception_group& errors) {
            errors.handle([&](const std::runtime_error& error) { say(std::string(", then ") + error.what()); });
        }
        // end: group
        EXPECT_TRUE(said == "page of here, then no such place" || said == ", then no such place");
    });
}

TEST_P(GroupGuide, Drain) {
    run([] {
        std::atomic<int> begun{0};
        event button;
        const auto serve_one = [&] {
            ++begun;
            nap();
        };
        auto presser = spawn([&] {
            this_fiber::sleep_for(1ms);
            button.set();
        });
        // begin: drain
        weft::with_task_group({.limit = 100}, [&](weft::task_group& connections) {
            for (int i = 0; i < 10; ++i) connections.spawn(serve_one);
            button.wait();
            connections.cancel(weft::cancel_reason::shutdown);
        });
        // end: drain
        EXPECT_EQ(begun, 10);
        presser.join();
    });
}

TEST_P(GroupGuide, Start) {
    run([] {
        int connected = 0;
        // begin: start
        weft::with_task_group([&](weft::task_group& group) {
            const int port = group.start<int>([](weft::started<int>& started) {
                started(8080); // bound: the starter goes on
                nap();
            });
            connected = port;
            group.cancel();
        });
        // end: start
        EXPECT_EQ(connected, 8080);
    });
}

TEST_P(GroupGuide, Several) {
    run([] {
        const std::vector<std::string> places{"here", "there"};
        std::vector<std::string> seen;
        // begin: several
        std::vector<std::string> pages = weft::gather({.limit = 8}, places, fetch);
        std::string first = weft::race([] { return fetch("here"); }, [] { return fetch("nowhere"); });
        auto settled = weft::gather_settled([] { return fetch("nowhere"); }, [] { return 1; });
        for (auto& [index, page] : weft::as_completed(places, fetch))
            if (page) seen.push_back(*page);
        // end: several
        EXPECT_EQ(pages, (std::vector<std::string>{"page of here", "page of there"}));
        EXPECT_EQ(first, "page of here");
        EXPECT_EQ(std::get<0>(settled).what(), "no such place");
        EXPECT_EQ(seen.size(), 2u);
    });
}

TEST_P(GroupGuide, Context) {
    run([] {
        std::string left;
        const auto work = [] { nap(); };
        const auto flush = [] {};
        // begin: context
        weft::cancel_scope scope =
            weft::cancel_scope::after(2s);         // ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
        const bool was_cancelled = scope.run([&] { // nothing is passed on by hand
            work();                                // select { case <-ctx.Done(): ... } is in every wait
        });
        weft::with_shield(flush); // context.WithoutCancel(ctx)
        // end: context
        EXPECT_TRUE(was_cancelled);
    });
}

WEFT_OVER_WORKERS(GroupGuide);

} // namespace
} // namespace weft::test
