// SPDX-License-Identifier: BSL-1.0
// A debugger finds the registers of a suspended context where the layout of its body says.
#include <weft/detail/context/saved_layout.hpp>

#include "unit/context/bodies.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace weft::detail {
namespace {

#if defined(__x86_64__)
constexpr const char *k_pc = "rip", *k_frame = "rbp", *k_sp = "rsp";
#else
constexpr const char *k_pc = "pc", *k_frame = "x29", *k_sp = "sp";
#endif

template <class Body>
struct leaver {
    static inline context here, there;
    static inline std::uintptr_t frame = 0;

    /// Its frame pointer is known, so it must be found in what the switch saves.
    [[gnu::noinline]] static void leave() {
        frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
        Body::switch_to(there, here, nullptr);
        asm volatile("" ::: "memory"); // no tail call
    }
    static void entry(void*) {
        for (;;) leave();
    }
};

template <class Body>
class SavedLayout : public ::testing::Test {
protected:
    void suspend() {
        using leaves = leaver<Body>;
        leaves::there = Body::make(memory_.data() + memory_.size(), memory_.size(), &leaves::entry);
        Body::switch_to(leaves::here, leaves::there, nullptr);
    }
    std::uintptr_t saved(const char* name) const {
        std::uintptr_t value = 0;
        std::memcpy(&value, static_cast<const char*>(leaver<Body>::there.sp) + value_of(Body::k_saved, '$', name),
                    sizeof value);
        return value;
    }

private:
    alignas(64) std::array<std::byte, 65536> memory_;
};

TYPED_TEST_SUITE(SavedLayout, tested_bodies, body_names);

TYPED_TEST(SavedLayout, LeadsToTheFunctionThatLeft) {
    using leaves = leaver<TypeParam>;
    this->suspend();
    const auto function = reinterpret_cast<std::uintptr_t>(&leaves::leave);
    EXPECT_GT(this->saved(k_pc), function);
    EXPECT_LT(this->saved(k_pc), function + 1024);
    EXPECT_EQ(this->saved(k_frame), leaves::frame);
}

TYPED_TEST(SavedLayout, LeadsToTheStackPointerOfTheFunctionThatLeft) {
    this->suspend();
    const auto sp =
        reinterpret_cast<std::uintptr_t>(leaver<TypeParam>::there.sp) + value_of(TypeParam::k_saved, '=', k_sp);
    EXPECT_LE(sp, leaver<TypeParam>::frame);
    EXPECT_GT(sp + 512, leaver<TypeParam>::frame);
}

} // namespace
} // namespace weft::detail
