// SPDX-License-Identifier: BSL-1.0
// Many connections, several workers, threads from outside: nothing is lost, and the end is clean.
#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>

#include <atomic>
#include <thread>

namespace weft::asio {
namespace {

class IoWorkers : public asio_test {};
INSTANTIATE_TEST_SUITE_P(Workers, IoWorkers, over_workers());

TEST_P(IoWorkers, ServeAHundredConnections) {
    run([] {
        tcp::acceptor acceptor(context(), loopback());
        constexpr int count = 100;
        auto server = spawn([&] {
            std::vector<fiber<void>> sessions;
            for (int i = 0; i < count; ++i)
                sessions.push_back(spawn([peer = acceptor.async_accept(use_fiber)]() mutable { echo(peer); }));
            for (auto& each : sessions) each.join();
        });
        std::vector<fiber<void>> clients;
        for (int i = 0; i < count; ++i)
            clients.push_back(spawn([i, where = acceptor.local_endpoint()] {
                tcp::socket socket(context());
                socket.async_connect(where, use_fiber);
                for (int turn = 0; turn < 10; ++turn) {
                    const std::string text = std::to_string(i) + ":" + std::to_string(turn);
                    ASSERT_EQ(round_trip(socket, text), text);
                }
            }));
        for (auto& each : clients) each.join();
        server.join();
    });
}

/// 10^5 in all: each of the four worker counts makes its share.
TEST_P(IoWorkers, LoseNoneOf25000RoundTrips) {
    run([] {
        constexpr int pairs = 10;
        constexpr int turns = 2500;
        std::vector<fiber<void>> all;
        for (int i = 0; i < pairs; ++i)
            all.push_back(spawn([] {
                connected both = connect_pair();
                auto server = spawn([&] { echo(both.server); });
                for (int turn = 0; turn < turns; ++turn) ASSERT_EQ(round_trip(both.client, "ping"), "ping");
                both.client.close();
                server.join();
            }));
        for (auto& each : all) each.join();
    });
}

TEST_P(IoWorkers, CompleteOperationsThatBeganOnOthers) {
    run([] {
        connected both = connect_pair(); // on the io_context of one worker, used by fibers on all of them
        auto server = spawn([&] { echo(both.server); });
        for (int i = 0; i < 500; ++i) {
            auto client = spawn([&] { EXPECT_EQ(round_trip(both.client, "over here"), "over here"); });
            while (!client.done()) this_fiber::yield(); // the fiber is not run in place: others may steal it
            client.join();
        }
        both.client.close();
        server.join();
    });
}

TEST_P(IoWorkers, HaveAnIoContextEach) {
    run([] {
        net::io_context* const mine = &context();
        net::post(*mine, use_fiber);
        auto pinned = spawn({.pinned = true}, [] {
            net::io_context* const before = &context();
            for (int i = 0; i < 100; ++i) net::post(*before, use_fiber);
            return before == &context();
        });
        EXPECT_TRUE(pinned.join());
    });
}

TEST_P(IoWorkers, WakeFromEpollForSpawnsOfPlainThreads) {
    runtime shared(how());
    constexpr int threads = 4;
    constexpr int turns = 500;
    std::atomic<int> ran{0};
    std::vector<std::thread> spawners;
    for (int i = 0; i < threads; ++i)
        spawners.emplace_back([&] {
            for (int turn = 0; turn < turns; ++turn) shared.spawn([&] { ++ran; }).join(); // parked in between, mostly
        });
    for (auto& each : spawners) each.join();
    EXPECT_EQ(ran, threads * turns);
}

TEST_P(IoWorkers, WakeFromEpollForPinnedFibersAndChannels) {
    runtime shared(how());
    channel<int> there(1);
    channel<int> back(1);
    auto answering = shared.spawn({.pinned = true}, [&] {
        for (int value; auto next = there.pop();) {
            value = *next;
            back.push(value + 1);
        }
    });
    for (int i = 0; i < 2000; ++i) {
        there.push(i);
        ASSERT_EQ(back.pop(), i + 1);
    }
    there.close();
    answering.join();
}

TEST_P(IoWorkers, EndWithNothingPending) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(asio::run(how(), [] { return 42; }), 42);
        const runtime idle(how());
        EXPECT_EQ(idle.workers(), GetParam());
    }
}

TEST_P(IoWorkers, DestroyWhatIsPendingOnlyAfterTheLastFiber) {
    bool destroyed = false;
    struct witness {
        bool* told;
        explicit witness(bool& where) : told(&where) {}
        witness(witness&& other) noexcept : told(std::exchange(other.told, nullptr)) {}
        ~witness() {
            if (told != nullptr) *told = true;
        }
        void operator()(error_code) const {}
    };
    run([&] {
        auto timer = std::make_shared<net::steady_timer>(context(), std::chrono::hours(1));
        timer->async_wait([timer, guard = witness(destroyed)](error_code) {});
        this_fiber::yield();
        EXPECT_FALSE(destroyed);
    });
    EXPECT_TRUE(destroyed);
}

} // namespace
} // namespace weft::asio
