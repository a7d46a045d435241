// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/model_hooks.hpp>

#include <cstring>
#include <type_traits>

namespace weft::detail::model {

/// std::atomic's interface (the part that weft uses), size and alignment, with each access told to the engine.
template <class T>
class atomic {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8 && (sizeof(T) & (sizeof(T) - 1)) == 0);

public:
    using order = std::memory_order;

    constexpr atomic() noexcept : atomic(T()) {}
    constexpr atomic(T value) noexcept : value_(value) { // NOLINT(google-explicit-constructor): as std::atomic
        if (!std::is_constant_evaluated()) construct(this);
    }
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load(order o = order::seq_cst) const noexcept { return value_of(model::load(&value_, sizeof(T), o)); }
    void store(T value, order o = order::seq_cst) noexcept { model::store(&value_, sizeof(T), bits_of(value), o); }

    T exchange(T value, order o = order::seq_cst) noexcept {
        return update(o, [&](T) { return value; });
    }

    bool compare_exchange_strong(T& expected, T wanted, order o = order::seq_cst) noexcept {
        return compare_exchange_strong(expected, wanted, o, on_failure(o));
    }
    bool compare_exchange_weak(T& expected, T wanted, order o = order::seq_cst) noexcept {
        return compare_exchange_weak(expected, wanted, o, on_failure(o));
    }
    bool compare_exchange_strong(T& expected, T wanted, order success, order failure) noexcept {
        return exchange_if(expected, wanted, success, failure, false);
    }
    bool compare_exchange_weak(T& expected, T wanted, order success, order failure) noexcept {
        return exchange_if(expected, wanted, success, failure, true);
    }

    T fetch_add(T more, order o = order::seq_cst) noexcept {
        return update(o, [&](T old) { return static_cast<T>(old + more); });
    }
    T fetch_sub(T less, order o = order::seq_cst) noexcept {
        return update(o, [&](T old) { return static_cast<T>(old - less); });
    }
    T fetch_or(T bits, order o = order::seq_cst) noexcept {
        return update(o, [&](T old) { return static_cast<T>(old | bits); });
    }
    T fetch_and(T bits, order o = order::seq_cst) noexcept {
        return update(o, [&](T old) { return static_cast<T>(old & bits); });
    }
    T fetch_xor(T bits, order o = order::seq_cst) noexcept {
        return update(o, [&](T old) { return static_cast<T>(old ^ bits); });
    }

private:
    static std::uint64_t bits_of(const T& value) noexcept {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &value, sizeof(T));
        return bits;
    }
    static T value_of(std::uint64_t bits) noexcept {
        T value;
        std::memcpy(static_cast<void*>(&value), &bits, sizeof(T));
        return value;
    }
    static constexpr order on_failure(order success) noexcept {
        return success == order::acq_rel ? order::acquire : success == order::release ? order::relaxed : success;
    }

    template <class Change>
    T update(order o, Change&& change) noexcept {
        const T old = value_of(begin_exchange(&value_, sizeof(T)));
        end_exchange(&value_, sizeof(T), bits_of(change(old)), o);
        return old;
    }

    bool exchange_if(T& expected, T wanted, order success, order failure, bool weak) noexcept {
        std::uint64_t old = begin_exchange(&value_, sizeof(T));
        if (fails_on_old(&value_, sizeof(T), bits_of(expected), failure, old)) {
            expected = value_of(old);
            return false;
        }
        if (old == bits_of(expected) && !(weak && is_spurious())) {
            end_exchange(&value_, sizeof(T), bits_of(wanted), success);
            return true;
        }
        refuse_exchange(&value_, sizeof(T), failure);
        expected = value_of(old);
        return false;
    }

    alignas(sizeof(T)) T value_;
};

} // namespace weft::detail::model
