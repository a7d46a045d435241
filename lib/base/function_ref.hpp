// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace weft::detail::base {

template <class Signature>
class function_ref;

/// function_ref refers to a callable that outlives it: a parameter type for callbacks that allocates nothing.
template <class R, class... Args>
class function_ref<R(Args...)> {
public:
    template <class Fn>
        requires(!std::is_same_v<std::remove_cvref_t<Fn>, function_ref>)
    function_ref(const Fn& fn) noexcept // from any callable, as std::function
        : callable_(std::addressof(fn)), call_([](const void* callable, Args... args) -> R {
              return (*static_cast<const Fn*>(callable))(std::forward<Args>(args)...);
          }) {}

    R operator()(Args... args) const { return call_(callable_, std::forward<Args>(args)...); }

private:
    const void* callable_;
    R (*call_)(const void*, Args...);
};

} // namespace weft::detail::base
