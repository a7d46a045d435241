// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace weft::detail::ctx {

/// A named_number is one line of what a debugger is told: 32 bytes, so that a script can read it without debug info.
struct WEFT_API named_number {
    char name[28];
    std::uint32_t value;
};
static_assert(sizeof(named_number) == 32);

/// A saved_layout says where a suspended context keeps its registers, for debuggers. Each body of the switch has one.
/// "$rip" and its like are offsets of registers from context.sp; "=rsp" is what to add to context.sp to get the stack
/// pointer. Entries without a name are room.
using saved_layout = std::array<named_number, 16>;

/// value_of() is the number of "<kind><name>"; k_unknown when there is none.
constexpr std::uint32_t k_unknown = ~std::uint32_t{0};
template <std::size_t N>
constexpr std::uint32_t value_of(const std::array<named_number, N>& all, char kind, const char* name) noexcept {
    for (const named_number& each : all) {
        std::size_t i = 0;
        while (name[i] != '\0' && each.name[i + 1] == name[i]) ++i;
        if (each.name[0] == kind && name[i] == '\0' && each.name[i + 1] == '\0') return each.value;
    }
    return k_unknown;
}

} // namespace weft::detail::ctx
