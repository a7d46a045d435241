// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <regex>
#include <set>

namespace weft::house {
namespace {

constexpr const char* k_exceptions = "tests/house/own_addresses.txt";

/// A unary & before an object: not of a capture list, nor of a qualified name, which is a member's or a function's.
bool takes_an_address(const std::string& code) {
    static const std::regex prefix(R"((^|[^&\w\s)\]>]|\breturn|\bcase)\s*&([*(]|[A-Za-z_][\w]*))");
    static const std::regex qualified(R"(^[A-Za-z_]\w*(<[^>]*>)?::.*)");
    for (std::sregex_iterator at(code.begin(), code.end(), prefix), end; at != end; ++at) {
        const auto operand = static_cast<std::size_t>(at->position(2));
        const std::string before = code.substr(0, operand);
        const bool captures =
            before.rfind('[') != std::string::npos && before.find(']', before.rfind('[')) == before.npos;
        if (!captures && !std::regex_match(code.substr(operand), qualified)) return true;
    }
    return false;
}

/// Headers whose templates never see a type of the user's: lines "path: reason".
std::set<std::string> read_exceptions(const source_tree& tree) {
    std::set<std::string> found;
    if (const source_file* const data = tree.find(k_exceptions))
        for (const std::string& line : data->lines)
            if (line.find(": ") != std::string::npos && line[0] != '#') found.insert(line.substr(0, line.find(':')));
    return found;
}

bool has_templates(const source_file& file) {
    return std::ranges::any_of(file.code,
                               [](const std::string& line) { return line.find("template <") != std::string::npos; });
}

} // namespace

findings check_addresses(const source_tree& tree) {
    findings all;
    std::set<std::string> unused = read_exceptions(tree);
    const std::set<std::string> allowed = unused;
    for (const source_file& file : tree.files) {
        if (!file.is_cpp() || !file.is_under("include") || !has_templates(file)) continue;
        for (std::size_t index = 0; index < file.code.size(); ++index) {
            const std::string& code = file.code[index];
            if (code.starts_with("#") || code.ends_with("\\") || !takes_an_address(code)) continue;
            unused.erase(file.path);
            if (!allowed.contains(file.path))
                all.push_back({file.path, index + 1, "a type of the user's may have an operator&: std::addressof()"});
        }
    }
    for (const std::string& path : unused) all.push_back({k_exceptions, 0, path + " needs this exception no more"});
    return all;
}

} // namespace weft::house
