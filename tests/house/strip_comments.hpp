// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

namespace weft::house {

/// strip_comments() blanks comments and the insides of string and character literals, so that a word in the result
/// is code. Preprocessor lines keep their literals: an #include is one. Raw strings are not understood.
std::vector<std::string> strip_comments(const std::vector<std::string>& lines);

} // namespace weft::house
