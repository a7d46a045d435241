// SPDX-License-Identifier: BSL-1.0
#include "context/switch/boost_context.hpp"

#include "context/switch/entry_returned.hpp"

#include <cstdint>
#include <new>

namespace weft::detail::ctx {

namespace {

namespace fcontext = boost::context::detail;

// make() keeps the entry function in one unit above the frame of make_fcontext(). The unit is aligned as strictly as
// make_fcontext() may align, so the distance between the two is the same on every stack.
constexpr std::uintptr_t k_unit = 64;

std::byte* unit_below(void* top) noexcept {
    const auto aligned = reinterpret_cast<std::uintptr_t>(top) & ~(k_unit - 1);
    return reinterpret_cast<std::byte*>(aligned - k_unit);
}

void start(fcontext::transfer_t from) noexcept;

std::ptrdiff_t measured_distance() noexcept {
    alignas(k_unit) std::byte example[1024];
    std::byte* const unit = unit_below(example + sizeof example);
    return unit - static_cast<std::byte*>(fcontext::make_fcontext(unit, sizeof example - k_unit, start));
}

std::ptrdiff_t distance() noexcept {
    static const std::ptrdiff_t d = measured_distance();
    return d;
}

void start(fcontext::transfer_t from) noexcept {
    auto* const fresh = static_cast<std::byte*>(static_cast<boost_handoff*>(from.data)->target);
    const auto entry = *reinterpret_cast<context_entry*>(fresh + distance());
    entry(boost_receive(from));
    entry_returned();
}

} // namespace

context boost_context::make(void* top, std::size_t size, context_entry entry) noexcept {
    std::byte* const unit = unit_below(top);
    ::new (unit) context_entry{entry};
    const auto left = size - static_cast<std::size_t>(static_cast<std::byte*>(top) - unit);
    static_cast<void>(distance());
    return {fcontext::make_fcontext(unit, left, start)};
}

} // namespace weft::detail::ctx
