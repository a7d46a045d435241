// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace weft::house {
namespace {

struct word_rule {
    std::string text;
    std::regex word;
    std::vector<std::string> folders;
    std::vector<std::string> allowed;
};

std::vector<std::string> split(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> all;
    for (std::string part; in >> part;) {
        all.push_back(part);
    }
    return all;
}

word_rule parse_rule(const std::string& line) {
    static const std::regex shape(R"(^word +(\S+) +in +([^:]+):(.*)$)");
    std::smatch parts;
    if (!std::regex_match(line, parts, shape)) {
        throw std::runtime_error("words.txt: cannot read '" + line + "'");
    }
    return {parts[1], std::regex(parts[1].str()), split(parts[2]), split(parts[3])};
}

bool lies_in(const source_file& file, const std::vector<std::string>& places) {
    return std::ranges::any_of(places,
                               [&](const std::string& place) { return file.path == place || file.is_under(place); });
}

void apply(const word_rule& rule, const source_file& file, findings& all) {
    for (std::size_t index = 0; index < file.code.size(); ++index) {
        if (std::regex_search(file.code[index], rule.word)) {
            all.push_back({file.path, index + 1, "'" + rule.text + "' may not stand here (tests/house/words.txt)"});
        }
    }
}

} // namespace

findings check_words(const source_tree& tree) {
    const source_file* data = tree.find("tests/house/words.txt");
    if (data == nullptr) {
        return {{"tests/house/words.txt", 0, "is missing"}};
    }
    findings all;
    for (const std::string& line : data->lines) {
        if (line.empty() || line[0] == '#') {
            continue;
        }
        const word_rule rule = parse_rule(line);
        for (const source_file& file : tree.files) {
            if (file.is_cpp() && lies_in(file, rule.folders) && !lies_in(file, rule.allowed)) {
                apply(rule, file, all);
            }
        }
    }
    return all;
}

} // namespace weft::house
