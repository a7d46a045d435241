// SPDX-License-Identifier: BSL-1.0
#include "explore/text_trace.hpp"

namespace weft::detail::exploring {
namespace {

constexpr std::size_t k_longest = std::size_t{1} << 15;

std::string padded(std::string_view text, std::size_t width) {
    std::string result(text);
    if (result.size() < width) result.resize(width, ' ');
    return result;
}

} // namespace

void text_trace::event(std::string_view who, std::string_view what, std::string_view object) {
    const std::string number = std::to_string(++line_);
    text_ += std::string(number.size() < 3 ? 3 - number.size() : 0, ' ') + number + "  " + padded(who, 12) + " ";
    text_ += object.empty() ? std::string(what) : padded(what, 15) + " '" + std::string(object) + "'";
    text_ += '\n';
    if (text_.size() > k_longest) text_.erase(0, text_.find('\n', k_longest / 2) + 1);
}

} // namespace weft::detail::exploring
