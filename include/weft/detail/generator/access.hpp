// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/generator/core.hpp>

namespace weft {

template <class Y, class S>
class yielder;
template <class Y, class S, class R>
class generator;

namespace detail::gen {

/// generator_access looks behind the two public classes, for the parts that they are made of.
class WEFT_API generator_access {
public:
    template <class Y, class S>
    static generator_core& core_of(yielder<Y, S>& handle) noexcept {
        return handle;
    }

    template <class Y, class S, class R>
    static generator_core& core_of(generator<Y, S, R>& whole) noexcept {
        return whole.core();
    }

    template <class Y, class S, class Head>
    static yielder<Y, S>& handle(Head& head) noexcept {
        return head;
    }

    template <class Head>
    static Head& head_of(generator_core& core) noexcept {
        return static_cast<Head&>(core);
    }

    template <class Head>
    static void make(Head& head, void* top) noexcept {
        static_cast<generator_core&>(head).make(top);
    }
};

} // namespace detail::gen
} // namespace weft
