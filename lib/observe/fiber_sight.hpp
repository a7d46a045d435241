// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/record.hpp>

#include <array>
#include <cstdint>

namespace weft::lowlevel {
struct wait_kind;
}

namespace weft::detail::observe {

/// What a report says of one fiber, copied while workers may run it.
struct fiber_sight {
    enum class state : std::uint8_t {
        unstarted,
        waits,  ///< for `object`, in a wait of this `kind`
        started ///< runs, is ready, or joins a fiber that runs in its place
    };

    std::uint64_t id = 0;
    std::array<char, 128> name{}; ///< cut; empty: it has none
    const char* file = nullptr;
    std::uint32_t line = 0;
    state is = state::started;
    const lowlevel::wait_kind* kind = nullptr;
    const void* object = nullptr;

    /// True when the two differ in nothing but the id.
    bool is_like(const fiber_sight& other) const noexcept {
        return name == other.name && file == other.file && line == other.line && is == other.is && kind == other.kind &&
               object == other.object;
    }
};

/// Copies what a report says of `fiber`; false when it has ended. Any thread; reads only, allocates nothing, takes no
/// lock.
///
/// Workers may run the fiber meanwhile. Each life of a record has an id of its own, and each wait an epoch. What was
/// copied between two looks that find the same life, and the same wait neither won nor over, was true then. Everything
/// else is thrown away.
bool look_at(const fiber_record& fiber, fiber_sight& sight) noexcept;

} // namespace weft::detail::observe
