// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace weft::detail::gen {

/// The compiler's own words for this function, and in them for `Body`.
template <class Body>
constexpr const char* words_for() noexcept {
    return __PRETTY_FUNCTION__;
}

/// "...words_for() [with Body = f(int)::<lambda(auto:1&)>]" of GCC, "...words_for() [Body = (lambda at f.cpp:7:3)]" of
/// Clang.
template <class Body>
constexpr std::string_view body_words() noexcept {
    constexpr std::string_view mark = "Body = ";
    std::string_view words = words_for<Body>();
    if (const auto at = words.find(mark); at != words.npos) words.remove_prefix(at + mark.size());
    if (words.ends_with(']')) words.remove_suffix(1);
    return words;
}

template <class Body>
constexpr auto body_name_text() noexcept {
    constexpr std::string_view words = body_words<Body>();
    std::array<char, words.size() + 1> text{};
    for (std::size_t i = 0; i < words.size(); ++i) text[i] = words[i];
    return text;
}

/// body_name<Body>.data() is what a body without a name is called.
template <class Body>
inline constexpr auto body_name = body_name_text<Body>();

} // namespace weft::detail::gen
