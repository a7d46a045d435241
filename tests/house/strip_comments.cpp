// SPDX-License-Identifier: BSL-1.0
#include "strip_comments.hpp"

#include <cctype>

namespace weft::house {
namespace {

/// The end of the literal that opens at `at`: one past its closing quote.
std::size_t literal_end(const std::string& line, std::size_t at) {
    const char quote = line[at];
    for (++at; at < line.size() && line[at] != quote; ++at) {
        at += line[at] == '\\' ? 1 : 0;
    }
    return at + 1;
}

bool opens_literal(const std::string& line, std::size_t at) {
    const bool digit_separator = line[at] == '\'' && at > 0 && std::isalnum(static_cast<unsigned char>(line[at - 1]));
    return line[at] == '"' || (line[at] == '\'' && !digit_separator);
}

std::string strip_line(const std::string& line, bool& in_comment) {
    const std::size_t first = line.find_first_not_of(" \t");
    const bool keeps_literals = first != std::string::npos && line[first] == '#';
    std::string code;
    for (std::size_t at = 0; at < line.size();) {
        if (in_comment) {
            const std::size_t end = line.find("*/", at);
            in_comment = end == std::string::npos;
            at = in_comment ? line.size() : end + 2;
        } else if (line.compare(at, 2, "//") == 0) {
            break;
        } else if (line.compare(at, 2, "/*") == 0) {
            in_comment = true;
            at += 2;
        } else if (!keeps_literals && opens_literal(line, at)) {
            code += "\"\"";
            at = literal_end(line, at);
        } else {
            code += line[at++];
        }
    }
    return code;
}

} // namespace

std::vector<std::string> strip_comments(const std::vector<std::string>& lines) {
    std::vector<std::string> code;
    bool in_comment = false;
    for (const std::string& line : lines) {
        code.push_back(strip_line(line, in_comment));
    }
    return code;
}

} // namespace weft::house
