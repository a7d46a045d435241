// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/generator/access.hpp>
#include <weft/detail/generator/core.hpp>
#include <weft/detail/generator/item.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>

namespace weft {

template <class Y, class S, class R>
class generator;

/// yielder is the handle that the body of a generator<Y, S> yields through: `yield(item)` hands the item to the
/// consumer and returns when that asks for the next. The body may pass it on, by reference, to any function it calls,
/// however deep, and to bodies of generators that it consumes itself. It lives as long as the generator; only the
/// body's own flow of control may use it, not another fiber or thread.
///
/// A yield returns nothing, or with S what the consumer sent: an empty optional when he called next(). It throws what
/// the consumer gave to throw_(), and generator_exit when the generator is closed or destroyed. It throws
/// generator_error while the body has a scope open that applies to the current fiber (testing::no_blocking): the
/// consumer's code would run inside that scope. A yield is no checkpoint of fibers. During the closing it breaks the
/// protocol: see generator::close().
template <class Y, class S = void>
class yielder : detail::generator_core {
    static_assert(std::is_void_v<S> || std::is_object_v<S>, "a generator is sent objects");
    using item = detail::item_of<Y>;

public:
    /// What a yield returns.
    using sent =
        std::conditional_t<std::is_void_v<S>, void, std::optional<std::conditional_t<std::is_void_v<S>, int, S>>>;

    /// yield(item): the consumer may move from what it is given, so an lvalue is copied.
    sent operator()(typename item::reference value) { return pass(std::addressof(value)); }
    sent operator()(const Y& value)
        requires(std::is_object_v<Y> && std::copy_constructible<Y>)
    {
        Y copy(value);
        return pass(std::addressof(copy));
    }

    /// from() yields all that another generator has left, and returns what that one's body returns. next(), send(),
    /// throw_() and close() go through to it, as if the consumer had called them there; what leaves it is thrown here.
    /// With the handle in hand a plain function call does the same for less: see docs/generators.md.
    template <class S2, class R2>
        requires(std::is_same_v<S, S2>)
    R2 from(generator<Y, S2, R2>& inner);
    template <class S2, class R2>
        requires(std::is_same_v<S, S2>)
    R2 from(generator<Y, S2, R2>&& inner) {
        return from(inner);
    }

    /// As from() of a generator, for any other range: throws generator_error when a value is sent.
    template <std::ranges::input_range Range>
        requires(std::convertible_to<std::ranges::range_reference_t<Range>, Y>)
    void from(Range&& range) {
        for (auto&& each : range) {
            if constexpr (std::is_void_v<S>) {
                (*this)(static_cast<Y>(std::forward<decltype(each)>(each)));
            } else if ((*this)(static_cast<Y>(std::forward<decltype(each)>(each))).has_value()) {
                fail("was sent a value while it yields from a range, where nobody takes it");
            }
        }
    }

protected:
    using detail::generator_core::generator_core;

private:
    friend class detail::gen::generator_access;

    [[gnu::always_inline]] sent pass(const volatile void* address) {
        this->check_scopes();
        detail::generator_request* const request = this->yield(const_cast<const void*>(address));
        if constexpr (std::is_void_v<S>) {
            if (request != nullptr) [[unlikely]]
                obey(*request);
        } else {
            if (request == nullptr) return std::nullopt;
            obey(*request);
            return std::optional<S>(std::move(*static_cast<S*>(request->value)));
        }
    }
};

} // namespace weft
