// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <exception>
#include <functional>
#include <type_traits>

namespace weft::detail::groups {

/// The type of a callable's only parameter.
template <class Signature>
struct only_parameter;
template <class R, class Arg>
struct only_parameter<R (*)(Arg)> {
    using type = Arg;
};
template <class R, class Arg>
struct only_parameter<R (*)(Arg) noexcept> {
    using type = Arg;
};
template <class Fn, class R, class Arg>
struct only_parameter<R (Fn::*)(Arg)> {
    using type = Arg;
};
template <class Fn, class R, class Arg>
struct only_parameter<R (Fn::*)(Arg) const> {
    using type = Arg;
};
template <class Fn, class R, class Arg>
struct only_parameter<R (Fn::*)(Arg) noexcept> {
    using type = Arg;
};
template <class Fn, class R, class Arg>
struct only_parameter<R (Fn::*)(Arg) const noexcept> {
    using type = Arg;
};

template <class Clause>
consteval auto clause_signature() {
    if constexpr (requires { &Clause::operator(); })
        return std::type_identity<decltype(&Clause::operator())>();
    else
        return std::type_identity<Clause>();
}

/// The errors that a clause of exception_group::handle() is for.
template <class Clause>
using clause_error = std::remove_cvref_t<
    typename only_parameter<typename decltype(clause_signature<std::decay_t<Clause>>())::type>::type>;

template <class E>
bool is_a(const std::exception_ptr& error) {
    if constexpr (std::is_same_v<E, std::exception_ptr>) {
        return true;
    } else {
        try {
            std::rethrow_exception(error);
        } catch (const E&) {
            return true;
        } catch (...) {
            return false;
        }
    }
}

/// `leaf` is an E.
template <class E, class Clause>
void call_clause(Clause& clause, const std::exception_ptr& leaf) {
    if constexpr (std::is_same_v<E, std::exception_ptr>) {
        std::invoke(clause, leaf);
    } else {
        try {
            std::rethrow_exception(leaf);
        } catch (E& error) {
            std::invoke(clause, error);
        }
    }
}

} // namespace weft::detail::groups
