// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace weft::house {

/// A text file of the repository; `path` is relative to the root, with '/'.
struct source_file {
    std::string path;
    std::vector<std::string> lines;
    std::vector<std::string> code; // the lines of a C++ file without comments and literals; else the lines

    bool is_cpp() const;
    bool is_under(std::string_view folder) const;
};

/// The repository as the rules see it: every file except build folders and version control.
struct source_tree {
    std::filesystem::path root;
    std::vector<source_file> files;

    const source_file* find(std::string_view path) const;
};

/// What a rule found wrong, printed as path:line: text.
struct finding {
    std::string path;
    std::size_t line = 0;
    std::string text;

    friend bool operator==(const finding&, const finding&) = default;
};

using findings = std::vector<finding>;

source_file make_file(std::string path, std::istream& text);
source_tree load_tree(const std::filesystem::path& root);
std::string to_string(const findings& all);

} // namespace weft::house
