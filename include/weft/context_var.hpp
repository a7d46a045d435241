// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carried/extras.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace weft {

/// A value that a fiber passes on to those that it spawns, as asyncio's ContextVar: who the user is, what a request is
/// called. A new fiber, by weft::spawn, a task group or runtime::spawn, begins with the values that its spawner has
/// then; what it sets does not come back. Sharing them costs a spawn one pointer, and nothing when there are none.
///
/// Usually a global. Many fibers may use it at once, each its own value. Never suspends. On a plain thread it has the
/// value that it was made with, and cannot be set.
///
/// @code
/// weft::context_var<std::string> request("none");
/// request.with("GET /", [&] { weft::spawn([] { log(request.get()); }).join(); });
/// @endcode
template <class T>
class context_var {
public:
    /// `usual` is the value where none was set.
    explicit context_var(T usual = T()) : usual_(std::move(usual)) {}
    context_var(const context_var&) = delete;
    context_var& operator=(const context_var&) = delete;

    /// The calling fiber's value; valid until that fiber sets it, or ends.
    const T& get() const noexcept {
        detail::fiber_record* const me = detail::calling_fiber();
        const void* const found = me != nullptr ? detail::find_in_context(*me, key_) : nullptr;
        return found != nullptr ? *static_cast<const T*>(found) : usual_;
    }
    const T& operator*() const noexcept { return get(); }
    const T* operator->() const noexcept { return std::addressof(get()); }

    /// Sets it for the calling fiber and those that it will spawn. Throws std::bad_alloc, and nothing has happened
    /// then.
    void set(T value) { detail::set_in_context(self(), key_, std::make_shared<const T>(std::move(value))); }

    /// Calls fn() with that value, and gives what fn gives. Afterwards the fiber has the values of before again, also
    /// of other variables that fn has set.
    template <class Fn>
    std::invoke_result_t<Fn> with(T value, Fn&& fn) {
        const detail::kept_context before(self());
        set(std::move(value));
        return std::invoke(std::forward<Fn>(fn));
    }

private:
    static detail::fiber_record& self() noexcept {
        detail::fiber_record* const me = detail::calling_fiber();
        WEFT_ASSERT(me != nullptr, "a weft::context_var is set by a fiber: do that inside weft::run()");
        return *me;
    }

    const std::uint64_t key_ = detail::fresh_key();
    const T usual_;
};

} // namespace weft
