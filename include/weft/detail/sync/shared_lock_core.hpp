// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>

namespace weft::detail::sync {

class claimed_line;

/// What shared mutexes are made of: one writer or any number of readers, handed over first-in first-out, a run of
/// readers at once. A newcomer that would overtake somebody waits behind, so neither readers nor writers starve. Any
/// fiber or thread.
///
/// Invariant, whenever the lock is free: the oldest unclaimed waiter cannot be let in as things are. So whatever
/// changes them (an unlock, the leaving of a waiter) ends with let_in().
class WEFT_API shared_lock_core {
public:
    bool try_lock() noexcept;
    bool lock_until(time_point deadline) noexcept;
    void unlock() noexcept;

    bool try_lock_shared() noexcept;
    bool lock_shared_until(time_point deadline) noexcept;
    void unlock_shared() noexcept;

private:
    enum class way : std::uint8_t { alone, shared };
    struct place;
    static const lowlevel::wait_kind k_lock, k_lock_shared;
    static const waiting_unit* writer_of(const void* object) noexcept;

    bool fits(way how) const noexcept WEFT_REQUIRES(waiters_);
    void enter(way how, const waiting_unit& who) noexcept WEFT_REQUIRES(waiters_);
    bool try_enter(way how, const waiting_unit& me) noexcept;
    bool enter_until(way how, time_point deadline) noexcept;
    void let_in(claimed_line& served) noexcept WEFT_REQUIRES(waiters_);
    void leave_line(lowlevel::waiter& self) noexcept;

    lowlevel::wait_list waiters_; // its lock guards everything
    const waiting_unit* writer_ WEFT_GUARDED_BY(waiters_) = nullptr;
    std::size_t readers_ WEFT_GUARDED_BY(waiters_) = 0;
};

} // namespace weft::detail::sync
