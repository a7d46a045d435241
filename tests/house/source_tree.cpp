// SPDX-License-Identifier: BSL-1.0
#include "source_tree.hpp"

#include "strip_comments.hpp"

#include <algorithm>
#include <fstream>

namespace weft::house {
namespace {

namespace fs = std::filesystem;

bool is_skipped(const fs::path& relative) {
    const std::string first = relative.begin()->string();
    return first.starts_with("build") || first == ".git" || first == ".cache" || first == ".issues" ||
           relative.filename() == "__pycache__";
}

} // namespace

bool source_file::is_cpp() const { return path.ends_with(".hpp") || path.ends_with(".cpp"); }

bool source_file::is_under(std::string_view folder) const {
    return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

const source_file* source_tree::find(std::string_view path) const {
    const auto found = std::ranges::find(files, path, &source_file::path);
    return found == files.end() ? nullptr : &*found;
}

source_file make_file(std::string path, std::istream& text) {
    source_file file{.path = std::move(path), .lines = {}, .code = {}};
    for (std::string line; std::getline(text, line);) {
        file.lines.push_back(line);
    }
    file.code = file.is_cpp() ? strip_comments(file.lines) : file.lines;
    return file;
}

source_tree load_tree(const fs::path& root) {
    source_tree tree{.root = root, .files = {}};
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
        if (is_skipped(entry->path().lexically_relative(root))) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file()) {
            std::ifstream text(entry->path());
            tree.files.push_back(make_file(entry->path().lexically_relative(root).generic_string(), text));
        }
    }
    std::ranges::sort(tree.files, {}, &source_file::path);
    return tree;
}

std::string to_string(const findings& all) {
    std::string text;
    for (const finding& one : all) {
        text += one.path + ":" + std::to_string(one.line) + ": " + one.text + "\n";
    }
    return text;
}

} // namespace weft::house
