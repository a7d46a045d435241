// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/generator/body_name.hpp>
#include <weft/yielder.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <source_location>
#include <type_traits>
#include <utility>

namespace weft::detail::gen {

/// The typed part of a generator that its consumer knows: the core and what the body returned.
template <class Y, class S, class R>
struct alignas(64) generator_head : yielder<Y, S> {
    [[no_unique_address]] returned<R> result;

    generator_head(stack* stk, const generator_type& type, const generator_options& options,
                   const std::source_location& where) noexcept
        : yielder<Y, S>(stk, type, options, where) {}
};

/// A generator_frame is how a generator with this body lies on its stack: the head at the top, the body below it.
template <class Y, class S, class R, class Body>
struct generator_frame {
    using head = generator_head<Y, S, R>;
    static constexpr std::size_t k_align = alignof(Body) < 16 ? 16 : alignof(Body);
    static constexpr std::size_t k_body_room = (sizeof(Body) + k_align - 1) / k_align * k_align;
    static_assert(alignof(head) == 64 && alignof(Body) <= 64, "the body of a generator is aligned to 64 bytes at most");
    static_assert(sizeof(Body) <= 8192,
                  "the body of a generator lies on its stack: keep what is large behind a pointer");

    template <class F>
    static head& make(F&& body, const generator_options& options, const std::source_location& where);

private:
    struct given_back {
        stack* stk;
        ~given_back() {
            if (stk != nullptr) give_generator_stack(stk);
        }
    };

    static Body& body_of(head& self) noexcept {
        return *std::launder(reinterpret_cast<Body*>(reinterpret_cast<std::byte*>(std::addressof(self)) - k_body_room));
    }

    static void run(generator_core& core) {
        head& self = generator_access::head_of<head>(core);
        auto& yield = generator_access::handle<Y, S>(self);
        if constexpr (std::is_void_v<R>) {
            std::invoke(body_of(self), yield);
        } else {
            self.result.value.emplace(std::invoke(body_of(self), yield));
        }
    }

    static void destroy(generator_core& core) noexcept {
        head& self = generator_access::head_of<head>(core);
        body_of(self).~Body();
        self.~head();
    }

    static constexpr generator_type k_type{body_name<Body>.data(), run, destroy};
};

template <class Y, class S, class R, class Body>
template <class F>
inline auto generator_frame<Y, S, R, Body>::make(F&& body, const generator_options& options,
                                                 const std::source_location& where) -> head& {
    given_back guard{take_generator_stack(options.stack_size)};
    std::byte* const at = top_of(guard.stk) - sizeof(head);
    ::new (static_cast<void*>(at - k_body_room)) Body(std::forward<F>(body));
    head& self = *::new (static_cast<void*>(at)) head(guard.stk, k_type, options, where);
    generator_access::make(self, at - k_body_room);
    guard.stk = nullptr;
    return self;
}

} // namespace weft::detail::gen
