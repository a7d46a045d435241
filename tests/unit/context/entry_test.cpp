// SPDX-License-Identifier: BSL-1.0
// The outermost frame of a stack: aligned as the ABI asks, the end for whoever walks it, and no way out of it.
#include "unit/context/bodies.hpp"
#include "unit/context/hand_fiber.hpp"

#include <gtest/gtest.h>

#include <execinfo.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>

namespace weft::detail {
namespace {

template <class Body>
class Entry : public ::testing::Test {
protected:
    void enter(context_entry entry) {
        execution there;
        there.stk = pool_.allocate();
        there.ctx = Body::make(there.stk->top, there.stk->size(), entry);
        switch_execution<Body>(here_, there, nullptr);
    }

    stack_pool pool_{stack_options{}};
    execution here_;
};

TYPED_TEST_SUITE(Entry, tested_bodies, body_names);

TYPED_TEST(Entry, MayUseAlignedLocals) {
    std::uintptr_t misaligned = 1;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto&) {
        alignas(64) std::byte volatile wide[64] = {};
        alignas(16) double volatile pair[2] = {1, 2};
        misaligned = reinterpret_cast<std::uintptr_t>(&wide[0]) % 64 + reinterpret_cast<std::uintptr_t>(&pair[0]) % 16;
    });
    fiber.resume(this->here_);
    EXPECT_EQ(misaligned, 0u);
}

// The entry function itself, not a lambda within it, says how it was called.
template <class Body>
struct frame_of_entry {
    static inline execution here, there;
    static inline std::uintptr_t frame = 1;
    static void entry(void*) {
        frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
        Body::switch_to(there.ctx, here.ctx, nullptr);
    }
};

TYPED_TEST(Entry, TakesAnyAddressAsTop) {
    using seen = frame_of_entry<TypeParam>;
    alignas(64) static std::array<std::array<std::byte, 65536>, 10>
        memories; // what is left on a stack is poisoned by ASan
    for (std::size_t i = 0; i < memories.size(); ++i) {
        auto& memory = memories[i];
        const std::size_t odd = 7 * i;
        const std::size_t size = memory.size() - odd;
        seen::frame = 1;
        seen::there.ctx = TypeParam::make(memory.data() + size, size, &seen::entry);
        TypeParam::switch_to(seen::here.ctx, seen::there.ctx, nullptr);
        EXPECT_EQ(seen::frame % 16, 0u) << odd;
    }
}

TYPED_TEST(Entry, IsWhereABacktraceEnds) {
    std::array<void*, 64> frames{};
    int count = 0;
    hand_fiber<TypeParam> fiber(this->pool_, [&](auto&) { count = ::backtrace(frames.data(), int(frames.size())); });
    fiber.resume(this->here_);
    EXPECT_GT(count, 1);
    EXPECT_LT(count, 32);
}

TYPED_TEST(Entry, ThatReturnsAborts) {
    EXPECT_EXIT(this->enter([](void*) {}), ::testing::KilledBySignal(SIGABRT),
                "weft: the entry function of a context returned; its last statement must switch away for ever");
}

TYPED_TEST(Entry, ThatThrowsTerminates) {
    EXPECT_EXIT(this->enter([](void*) { throw std::runtime_error("nobody is above"); }),
                ::testing::KilledBySignal(SIGABRT), "nobody is above");
}

} // namespace
} // namespace weft::detail
