// SPDX-License-Identifier: BSL-1.0
// With order::fifo yield() did not let those run that another thread had made ready, or that did not fit into the ring,
// when nothing else was ready: they are older than the fiber that yields.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace weft::test {
namespace {

const options k_fifo{.workers = 1, .order = order::fifo};

TEST(FifoYieldOutside, LetsAFiberRunThatAThreadHasWoken) {
    std::string log;
    run_and_check(k_fifo, [&] {
        channel<int> gate(1);
        auto woken = spawn([&] {
            gate.pop();
            log += "woken ";
        });
        this_fiber::yield(); // it waits now
        std::thread([&] { gate.push(1); }).join();
        this_fiber::yield();
        log += "main";
        woken.join();
    });
    EXPECT_EQ(log, "woken main");
}

TEST(FifoYieldOutside, LetsAFiberRunThatAThreadHasSpawned) {
    std::string log;
    {
        runtime home(k_fifo);
        home.spawn([&] {
                std::thread([&] { home.spawn([&] { log += "spawned "; }).detach(); }).join();
                this_fiber::yield();
                log += "main";
            })
            .join();
    }
    EXPECT_EQ(log, "spawned main");
}

} // namespace
} // namespace weft::test
