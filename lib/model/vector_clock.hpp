// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <algorithm>
#include <cstdint>

namespace weft::detail::model {

/// Virtual threads of one run, the body included.
inline constexpr unsigned k_threads = 8;

/// How many accesses a virtual thread has made; the time at which it did something. Sixteen bits, so that a clock of
/// all threads is one vector register; a run ends before a thread gets that far.
using epoch = std::int16_t;
inline constexpr epoch k_never = 0x7fff;

/// One epoch for each virtual thread.
class vector_clock {
public:
    epoch operator[](unsigned thread) const noexcept { return lanes_[thread]; }
    void set(unsigned thread, epoch when) noexcept { lanes_[thread] = when; }

    void merge(const vector_clock& other) noexcept { lanes_ = lanes_ > other.lanes_ ? lanes_ : other.lanes_; }

    /// True when some epoch of `this` is not after that of `other`.
    bool any_within(const vector_clock& other) const noexcept {
        const auto within = reinterpret_cast<halves>(lanes_ <= other.lanes_);
        return (within[0] | within[1]) != 0;
    }

    static vector_clock all(epoch when) noexcept {
        vector_clock result;
        result.lanes_ = lanes{} + when;
        return result;
    }

private:
    using lanes = epoch __attribute__((vector_size(16)));
    using halves = long long __attribute__((vector_size(16)));
    lanes lanes_ = {};
};

/// What travels along happens-before.
struct knowledge {
    vector_clock happened;        ///< everything up to these epochs happened before
    vector_clock floor;           ///< what seq_cst fences before made visible, without having happened before
    std::uint32_t fence_time = 0; ///< the last seq_cst fence before, in the order of seq_cst operations

    void merge(const knowledge& other) noexcept {
        happened.merge(other.happened);
        floor.merge(other.floor);
        fence_time = std::max(fence_time, other.fence_time);
    }
};

} // namespace weft::detail::model
