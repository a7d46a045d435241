// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/lowlevel/poller.hpp>

#include <cstdint>

namespace weft::detail::sched {

/// The poller of workers that wait for nothing but each other.
class futex_poller final : public lowlevel::poller {
public:
    void park(time_point deadline) override;
    void poll() override {}
    bool wants_poll() const noexcept override { return false; }
    void unpark() noexcept override;

private:
    // empty -> parked (owner) -> notified (anybody) -> empty (owner); empty -> notified when nobody is parked
    static constexpr std::uint32_t k_empty = 0;
    static constexpr std::uint32_t k_parked = 1;
    static constexpr std::uint32_t k_notified = 2;

    atomic<std::uint32_t> word_{k_empty};
};

} // namespace weft::detail::sched
