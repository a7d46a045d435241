// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/context/saved_layout.hpp>

#include <cstddef>

// What jump_fcontext() of Boost.Context 1.81 leaves at the stack pointer of a suspended context. Boost has no name for
// it: a unit test compares it with the truth.

namespace weft::detail::ctx {

#if defined(__x86_64__)
struct boost_saved {
    std::byte rounding[8]; // MXCSR, x87 control word
    void* guard;           // the stack protector's word, if Boost was built so
    void* r12;
    void* r13;
    void* r14;
    void* r15;
    void* rbx;
    void* rbp;
    void* rip;
};
inline constexpr saved_layout boost_saved_layout{{{"$rip", offsetof(boost_saved, rip)},
                                                  {"$rbp", offsetof(boost_saved, rbp)},
                                                  {"$rbx", offsetof(boost_saved, rbx)},
                                                  {"$r12", offsetof(boost_saved, r12)},
                                                  {"$r13", offsetof(boost_saved, r13)},
                                                  {"$r14", offsetof(boost_saved, r14)},
                                                  {"$r15", offsetof(boost_saved, r15)},
                                                  {"=rsp", sizeof(boost_saved)}}};
#elif defined(__aarch64__)
struct boost_saved {
    double d8_to_d15[8];
    void* x19_to_x28[10];
    void* x29;
    void* x30;
    void* pc;
    void* padding;
};
constexpr std::uint32_t boost_offset_of_x(unsigned n) noexcept {
    return static_cast<std::uint32_t>(offsetof(boost_saved, x19_to_x28) + (n - 19) * sizeof(void*));
}
inline constexpr saved_layout boost_saved_layout{{{"$pc", offsetof(boost_saved, pc)},
                                                  {"$x29", offsetof(boost_saved, x29)},
                                                  {"$x19", boost_offset_of_x(19)},
                                                  {"$x20", boost_offset_of_x(20)},
                                                  {"$x21", boost_offset_of_x(21)},
                                                  {"$x22", boost_offset_of_x(22)},
                                                  {"$x23", boost_offset_of_x(23)},
                                                  {"$x24", boost_offset_of_x(24)},
                                                  {"$x25", boost_offset_of_x(25)},
                                                  {"$x26", boost_offset_of_x(26)},
                                                  {"$x27", boost_offset_of_x(27)},
                                                  {"$x28", boost_offset_of_x(28)},
                                                  {"=sp", sizeof(boost_saved)}}};
#else
inline constexpr saved_layout boost_saved_layout{}; // debuggers list the fibers and cannot show where they are
#endif

} // namespace weft::detail::ctx
