// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <regex>
#include <string>

namespace weft::house {
namespace {

/// What an exploration's strategy throws becomes the text of a failure, which names the program's fault.
bool throws_to_users(const source_file& file) {
    return file.is_cpp() && (file.is_under("lib") || file.is_under("include")) &&
           file.path != "lib/explore/dfs_strategy.cpp";
}

/// The first literal with a blank in the statement that begins on that line; the names of limits and settings have
/// none.
std::string first_sentence(const source_file& file, std::size_t line) {
    static const std::regex literal(R"re("((?:[^"\\]|\\.)*)")re");
    for (; line < file.lines.size(); ++line) {
        const std::string& text = file.lines[line];
        for (std::sregex_iterator at(text.begin(), text.end(), literal), end; at != end; ++at)
            if (at->str(1).find(' ') != std::string::npos) return at->str(1);
        if (file.code[line].find(';') != std::string::npos) break;
    }
    return {};
}

} // namespace

findings check_messages(const source_tree& tree) {
    static const std::regex thrown(R"(\bthrow (std::|boost::system::|resource_error\())");
    findings all;
    for (const source_file& file : tree.files) {
        if (!throws_to_users(file)) continue;
        for (std::size_t index = 0; index < file.code.size(); ++index) {
            if (!std::regex_search(file.code[index], thrown)) continue;
            const std::string message = first_sentence(file, index);
            if (!message.empty() && !message.starts_with("weft: "))
                all.push_back({file.path, index + 1, "throws '" + message + "', which does not begin with 'weft: '"});
        }
    }
    return all;
}

} // namespace weft::house
