// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>

namespace weft::house {
namespace {

/// Data and texts that cannot carry a comment.
bool needs_no_licence(const source_file& file) {
    static constexpr std::array<std::string_view, 7> k_endings{".json", ".jsonl",        ".svg",   ".sum",
                                                               ".mod",  "/expected.txt", "LICENSE"};
    return std::ranges::any_of(k_endings, [&](std::string_view end) { return file.path.ends_with(end); });
}

} // namespace

findings check_licence(const source_tree& tree) {
    findings all;
    for (const source_file& file : tree.files) {
        const auto head = file.lines | std::views::take(3);
        const bool named = std::ranges::any_of(head, [](const std::string& line) {
            return line.find("SPDX-License-Identifier: BSL-1.0") != std::string::npos;
        });
        if (!named && !needs_no_licence(file)) {
            all.push_back({file.path, 1, "no 'SPDX-License-Identifier: BSL-1.0' in the first three lines"});
        }
    }
    return all;
}

findings check_pragma_once(const source_tree& tree) {
    findings all;
    for (const source_file& file : tree.files) {
        if (file.path.ends_with(".hpp") && std::ranges::count(file.code, "#pragma once") != 1) {
            all.push_back({file.path, 1, "a header says #pragma once, once"});
        }
    }
    return all;
}

findings check_comment_columns(const source_tree& tree) {
    constexpr std::size_t k_columns = 120;
    findings all;
    for (const source_file& file : tree.files) {
        if (!file.is_cpp()) continue;
        for (std::size_t index = 0; index < file.lines.size(); ++index) {
            const std::string& line = file.lines[index];
            if (line.size() > k_columns && line.find("//") != std::string::npos && line != file.code[index])
                all.push_back({file.path, index + 1, "a comment ends beyond column 120"});
        }
    }
    return all;
}

findings check_top_level(const source_tree& tree) {
    static const std::set<std::string> k_expected{".ci",        ".clang-format", ".clang-tidy",    ".editorconfig",
                                                  ".gitignore", "CHANGELOG.md",  "CMakeLists.txt", "CMakePresets.json",
                                                  "LICENSE",    "README.md",     "bench",          "cmake",
                                                  "dev",        "docs",          "include",        "lib",
                                                  "packaging",  "samples",       "tests"};
    static const std::set<std::string> k_allowed{"CONTRIBUTING.md", "SECURITY.md"};
    std::set<std::string> present;
    for (const source_file& file : tree.files) {
        present.insert(file.path.substr(0, file.path.find('/')));
    }
    findings all;
    for (const std::string& name : present) {
        if (!k_expected.contains(name) && !k_allowed.contains(name)) {
            all.push_back({name, 0, "does not belong at the top level"});
        }
    }
    for (const std::string& name : k_expected) {
        if (!present.contains(name)) {
            all.push_back({name, 0, "is missing at the top level"});
        }
    }
    return all;
}

} // namespace weft::house
