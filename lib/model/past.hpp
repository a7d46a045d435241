// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "model/vector_clock.hpp"

#include <array>
#include <cstdint>

namespace weft::detail::model {

/// What a run has done so far, as a number that equal pasts share: so that what follows need be explored once (the
/// happens-before caching of Musuvathi and Qadeer, Partial-order reduction for context-bounded state exploration,
/// 2007).
///
/// Each virtual thread has a digest of its own steps and of the stores it read, each location one of its stores in
/// modification order; a store's name is its writer's digest. The past is the sum of these digests: a set, so the order
/// of steps that do not see each other is not in it. A thread is deterministic, so by induction its digest determines
/// its next step, the value it writes and everything it knows; both together determine what every later load may
/// return. A load that returns an old store and one that came before the newer store lead to one past, as they should.
/// Not in it: what malloc() returns, and plain variables that race. Digests have 64 bits; a collision is taken for
/// impossible.
class past {
public:
    void begin_run(bool is_wanted) noexcept {
        is_wanted_ = is_wanted;
        sum_ = 0;
        begin(0, 1);
    }

    /// The parent's step is in it, so the order in which threads are numbered is.
    void begin_thread(unsigned child, unsigned parent) noexcept {
        step(parent, child);
        begin(child, of_[parent] + child);
    }

    bool is_wanted() const noexcept { return is_wanted_; }

    /// The thread did something that depends on `what`, besides on what it did before.
    void step(unsigned thread, std::uint64_t what) noexcept {
        if (is_wanted_) replace(of_[thread], mixed(of_[thread] + what));
    }

    std::uint64_t of(unsigned thread) const noexcept { return of_[thread]; }

    /// A digest of something else that is part of the past.
    void replace(std::uint64_t& digest, std::uint64_t by) noexcept {
        sum_ += by - digest;
        digest = by;
    }

    std::uint64_t sum() const noexcept { return sum_; }

    static constexpr std::uint64_t mixed(std::uint64_t z) noexcept {
        z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ULL;
        z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ULL;
        return z ^ (z >> 32);
    }

private:
    void begin(unsigned thread, std::uint64_t what) noexcept {
        of_[thread] = mixed(what);
        sum_ += of_[thread];
    }

    bool is_wanted_ = false;
    std::uint64_t sum_ = 0;
    std::array<std::uint64_t, k_threads> of_{};
};

} // namespace weft::detail::model
