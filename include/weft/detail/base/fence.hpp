// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>

#include <type_traits>

namespace weft::detail::base {

/// The two halves of a store-load fence whose price is paid by one side only. A thread that stores X, calls light()
/// and loads Y, against a thread that stores Y, calls heavy() and loads X: at least one of them sees the other's
/// store. light() costs nothing where the kernel can interrupt every running thread of the process for
/// heavy() (Linux: membarrier); elsewhere both are sequentially consistent fences.
/// Any thread may call either; neither suspends.
struct WEFT_API asymmetric_fence {
    static void light() noexcept;
    static void heavy() noexcept;

    /// True where light() costs nothing.
    static bool is_asymmetric() noexcept;

    /// word.store(value, release) and light(), in one exchange where light() has its price. A load that follows must be
    /// sequentially consistent.
    template <class T>
    static void store_before_light(atomic<T>& word, std::type_identity_t<T> value) noexcept;

private:
    static bool asymmetric_;
    /// Runs before the constructors of static objects: one of them may be a runtime, and the kind must not change while
    /// threads use it.
    [[gnu::constructor(101)]] static void choose() noexcept;

    static bool probe() noexcept;
    static void full() noexcept;
};

template <class T>
void asymmetric_fence::store_before_light(atomic<T>& word, std::type_identity_t<T> value) noexcept {
    if (is_asymmetric()) [[likely]] {
        word.store(value, memory_order_release);
        std::atomic_signal_fence(std::memory_order_seq_cst); // as light() does, where it costs nothing
    } else {
        word.exchange(value, memory_order_seq_cst);
    }
}

#if !WEFT_MODEL
inline bool asymmetric_fence::is_asymmetric() noexcept { return asymmetric_; }

inline void asymmetric_fence::light() noexcept {
    if (asymmetric_) [[likely]]
        std::atomic_signal_fence(std::memory_order_seq_cst);
    else
        full();
}
#endif

} // namespace weft::detail::base
