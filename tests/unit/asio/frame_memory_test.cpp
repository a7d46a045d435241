// SPDX-License-Identifier: BSL-1.0
// The memory that a fiber's frame lends to an operation: any alignment, and also operations that keep it until after
// the handler.
#include "unit/asio/asio_test.hpp"

#include <weft/asio.hpp>

#include <atomic>
#include <boost/asio/experimental/parallel_group.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>

namespace weft::asio {
namespace {

class FrameMemory : public asio_test {};
INSTANTIATE_TEST_SUITE_P(Workers, FrameMemory, over_workers());

bool is_aligned(const void* where, std::size_t alignment) {
    return reinterpret_cast<std::uintptr_t>(where) % alignment == 0;
}

TEST(FrameMemoryRoom, LendsAnAlignedPlaceOrTakesTheHeaps) {
    using memory_type = detail::frame_memory<512>;
    memory_type memory;
    for (std::size_t alignment = 1; alignment <= 8192; alignment *= 2) {
        void* const place = memory.allocate(64, alignment);
        void* const second = memory.allocate(64, alignment);
        EXPECT_TRUE(is_aligned(place, alignment));
        EXPECT_TRUE(is_aligned(second, alignment));
        memory.deallocate(place, 64, alignment);
        memory.deallocate(second, 64, alignment);
    }
}

TEST(FrameMemoryRoom, LendsItselfAgainOnceItIsFree) {
    detail::frame_memory<512> memory;
    void* const place = memory.allocate(512, 16);
    EXPECT_EQ(place, static_cast<void*>(&memory));
    memory.deallocate(place, 512, 16);
    void* const again = memory.allocate(128, 128);
    EXPECT_LT(reinterpret_cast<std::uintptr_t>(again) - reinterpret_cast<std::uintptr_t>(&memory), 512U);
    memory.deallocate(again, 128, 128);
}

TEST(FrameMemoryRoom, WhatCameFromTheHeapMayOutliveIt) {
    std::optional<detail::frame_memory<512>> memory(std::in_place);
    detail::frame_allocator<int, detail::frame_memory<512>> allocator(*memory);
    int* const large = allocator.allocate(1000);
    memory.reset();
    allocator.deallocate(large, 1000);
}

/// Waits for a timer twice, with a state of that alignment in between.
template <std::size_t Alignment, class Token>
auto wait_twice(net::steady_timer& timer, Token&& token) {
    struct alignas(Alignment) state {
        char bytes[Alignment] = {};
    };
    return net::async_compose<Token, void(error_code, bool)>(
        [&timer, kept = state(), step = 0](auto& self, error_code ec = {}) mutable {
            const bool aligned = is_aligned(&kept, Alignment);
            if (ec || !aligned || ++step == 3) return self.complete(ec, aligned);
            timer.expires_at(net::steady_timer::time_point::min());
            timer.async_wait(std::move(self));
        },
        token, timer);
}

TEST_P(FrameMemory, HoldsComposedOperationsOfAnyAlignment) {
    run([] {
        net::steady_timer timer(context());
        EXPECT_TRUE(wait_twice<8>(timer, use_fiber));
        EXPECT_TRUE(wait_twice<32>(timer, use_fiber));
        EXPECT_TRUE(wait_twice<64>(timer, use_fiber));
        EXPECT_TRUE(wait_twice<128>(timer, use_fiber));
        EXPECT_TRUE(wait_twice<4096>(timer, use_fiber));
        error_code ec;
        EXPECT_TRUE(wait_twice<64>(timer, use_fiber[ec]));
    });
}

/// A state in the handler's memory which holds the handler, and which is given back only after the handler was called
/// or destroyed.
template <class Handler>
struct shared_state {
    explicit shared_state(Handler&& given) : handler(std::move(given)) {}
    Handler handler;
    std::array<char, 200> written = {};
    ~shared_state() { written.fill('x'); }
};

enum class handler_is { called, dropped };

auto keep_the_memory(handler_is how) {
    return net::async_initiate<const use_fiber_t, void(int)>(
        [how](auto handler) {
            using handler_type = decltype(handler);
            const auto memory = net::get_associated_allocator(handler);
            auto state = std::allocate_shared<shared_state<handler_type>>(memory, std::move(handler));
            std::thread([how, state = std::move(state)]() mutable {
                if (how == handler_is::called) std::move(state->handler)(7);
                std::this_thread::yield();
                state.reset();
            }).detach();
        },
        use_fiber);
}

TEST_P(FrameMemory, IsWaitedForWhenTheOperationKeepsItForLongerThanTheHandler) {
    run([] {
        for (int i = 0; i < 50; ++i) EXPECT_EQ(keep_the_memory(handler_is::called), 7);
        for (int i = 0; i < 50; ++i) EXPECT_THROW(keep_the_memory(handler_is::dropped), boost::system::system_error);
    });
}

TEST_P(FrameMemory, HoldsTheStateOfAParallelGroup) {
    run([] {
        net::steady_timer soon(context(), net::steady_timer::time_point::min());
        net::steady_timer late(context(), net::steady_timer::time_point::max());
        for (int i = 0; i < 20; ++i) {
            const auto [order, first, second] =
                net::experimental::make_parallel_group([&](auto token) { return soon.async_wait(std::move(token)); },
                                                       [&](auto token) { return late.async_wait(std::move(token)); })
                    .async_wait(net::experimental::wait_for_one(), use_fiber);
            EXPECT_EQ(order[0], 0U);
            EXPECT_FALSE(first);
            EXPECT_EQ(second, net::error::operation_aborted);
        }
    });
}

} // namespace
} // namespace weft::asio
