// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <regex>
#include <set>

namespace weft::house {
namespace {

/// A statement at namespace scope: clang-format puts those, and only those, at the margin.
struct statement {
    std::size_t line = 0;
    std::string text; // up to its ';', '{' or '}'
};

bool is_end(const std::string& line) {
    return !line.empty() && (std::string(";{}").find(line.back()) != std::string::npos);
}

std::string trimmed(const std::string& line) { return line.substr(0, line.find_last_not_of(" \t") + 1); }

std::vector<statement> statements_of(const source_file& header) {
    std::vector<statement> all;
    bool is_open = false;
    for (std::size_t index = 0; index < header.code.size(); ++index) {
        const std::string line = trimmed(header.code[index]);
        if (is_open) {
            all.back().text += " " + line;
        } else if (!line.empty() && (std::isalpha(static_cast<unsigned char>(line[0])) != 0 || line[0] == '[')) {
            all.push_back({index + 1, line});
        } else {
            continue;
        }
        is_open = !is_end(line);
    }
    return all;
}

/// True for what is compiled into the library, if it is anywhere: no template, nothing inline, no definition of a
/// member.
bool must_be_exported(const std::string& text) {
    static const std::regex type(R"(^(class|struct|union) [^;]*\{.*$)");
    static const std::regex not_compiled(
        R"(^(template|inline|constexpr|consteval|concept|using|typedef|namespace|enum|class|struct|union|static_assert|friend|requires|public|private|protected|asm|extern template|extern "|extern C|\[\[gnu::always_inline)\b.*)");
    static const std::regex function(R"(^[^=]*\(.*;$)");
    if (std::regex_match(text, type)) return true;
    if (std::regex_search(text, not_compiled)) return false;
    return text.starts_with("extern ") || (std::regex_match(text, function) && text.find(" inline ") > text.find('('));
}

struct reach {
    const source_tree& tree;
    std::set<std::string> seen;

    void visit(const source_file& file) {
        if (!seen.insert(file.path).second) return;
        for (const auto& [line, target] : includes_of(file)) {
            if (const source_file* const next = tree.find("include/" + target)) visit(*next);
        }
    }
};

bool is_public(const source_file& file) { return file.is_under("include") && file.path.ends_with(".hpp"); }

} // namespace

findings check_exports(const source_tree& tree) {
    findings all;
    for (const source_file& file : tree.files) {
        if (!is_public(file)) continue;
        for (const statement& each : statements_of(file)) {
            if (must_be_exported(each.text) && each.text.find("WEFT_API") == std::string::npos) {
                all.push_back(
                    {file.path, each.line, "'" + each.text.substr(0, 60) + "' is no template and must say WEFT_API"});
            }
        }
    }
    return all;
}

findings check_config_reached(const source_tree& tree) {
    const std::string config = "include/weft/detail/base/config.hpp";
    findings all;
    for (const source_file& file : tree.files) {
        if (!is_public(file) || file.path == "include/weft/detail/base/rooms.hpp") continue; // config.hpp includes it
        reach walk{.tree = tree, .seen = {}};
        walk.visit(file);
        if (!walk.seen.contains(config))
            all.push_back({file.path, 1, "does not include " + config + ", not even by way of others"});
    }
    return all;
}

} // namespace weft::house
