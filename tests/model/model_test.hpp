// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "model/model.hpp"
#include "model/plain.hpp"

#include <weft/detail/base/atomic.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <new>
#include <utility>

namespace weft::test {

using detail::atomic;
using detail::memory_order_acq_rel;
using detail::memory_order_acquire;
using detail::memory_order_relaxed;
using detail::memory_order_release;
using detail::memory_order_seq_cst;
using model::check;
using model::join_all;
using model::thread;

/// For options::left_report_after: a timed wait at the end of a runtime would hide a wake-up that was lost.
inline constexpr std::chrono::nanoseconds k_never{0};

/// Where a compare-exchange may fail, and a futex wait begin, on an old value (see model_options): in all schedules,
/// which a part that has some of its own asks for; in random and PCT ones only, as what stands on such parts would have
/// a hundred times as many to exhaust; or nowhere.
enum class old_failures { everywhere, sampled, nowhere };

/// How a model is explored.
struct model_plan {
    unsigned preemption_bound = 2;
    unsigned surprises = 1;
    unsigned old_reads = ~0U; ///< in one depth-first run
    test::old_failures old_failures = test::old_failures::sampled;
    unsigned bound_in_tests = ~0U; ///< preemptions, at most, unless WEFT_MODEL_WHOLE is set, as `./dev model` does
};

/// Explores a model that must hold: every schedule within the bound, then random and PCT ones for a share of time
/// (WEFT_MODEL_MS, 300 ms each). Once with each kind of fence when `fences` asks for it.
enum class fences { irrelevant, both };
void holds(const std::function<void()>& body, const model_plan& plan = {}, fences kinds = fences::irrelevant);

/// Explores a model that is wrong: what the exploration finds must contain `expected`, with every strategy.
void breaks(const std::function<void()>& body, const std::string& expected, const model_plan& plan = {});

/// An object that a model destroys while others might still look at it: an access to it afterwards fails the run.
template <class T>
class mortal {
public:
    template <class... Args>
    explicit mortal(Args&&... args) : object_(::new(bytes_) T(std::forward<Args>(args)...)) {}
    mortal(const mortal&) = delete;
    mortal& operator=(const mortal&) = delete;
    ~mortal() {
        if (object_ != nullptr) object_->~T();
    }

    T& operator*() noexcept { return *object_; }
    T* operator->() noexcept { return object_; }

    void destroy() {
        std::exchange(object_, nullptr)->~T();
        model::bury(bytes_, sizeof(bytes_));
    }

private:
    alignas(T) std::byte bytes_[sizeof(T)];
    T* object_;
};

} // namespace weft::test
