// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>

namespace weft::house {
namespace {

/// True when the repository has this file, or a file in this folder.
bool exists(const source_tree& tree, const std::string& path) {
    return std::ranges::any_of(tree.files, [&](const source_file& file) {
        return file.path == path || path == "." || file.path.starts_with(path + "/");
    });
}

/// Where a link of `from` leads, without the heading; empty when that is outside or a place in `from` itself.
std::string target_of(const std::string& link, const source_file& from) {
    const std::string path = link.substr(0, link.find('#'));
    if (path.empty() || link.find("://") != std::string::npos) {
        return {};
    }
    const std::string target = (std::filesystem::path(from.path).parent_path() / path).lexically_normal().string();
    return target.ends_with('/') ? target.substr(0, target.size() - 1) : target;
}

/// Those of a document's lines that are no code.
std::vector<std::string> prose_of(const source_file& document) {
    static const std::regex code("`[^`]*`");
    std::vector<std::string> prose;
    bool is_fenced = false;
    for (const std::string& line : document.lines) {
        is_fenced ^= line.starts_with("```");
        prose.push_back(is_fenced ? std::string() : std::regex_replace(line, code, "code"));
    }
    return prose;
}

bool is_public_header(const source_file& file) {
    static const std::regex header(R"(include/weft/(?!detail/)[a-z_/]+\.hpp)");
    return std::regex_match(file.path, header);
}

bool is_guide(const source_file& file) {
    static const std::regex guide(R"(docs/[a-z_]+\.md)");
    return std::regex_match(file.path, guide);
}

bool says(const source_file& document, const std::string& text) {
    return std::ranges::any_of(document.lines,
                               [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

} // namespace

findings check_links(const source_tree& tree) {
    static const std::regex link(R"(\]\(([^)\s]+)\))");
    findings all;
    for (const source_file& file : tree.files) {
        if (!file.path.ends_with(".md")) {
            continue;
        }
        const std::vector<std::string> prose = prose_of(file);
        for (std::size_t index = 0; index < prose.size(); ++index) {
            const std::string& line = prose[index];
            for (std::sregex_iterator at(line.begin(), line.end(), link), end; at != end; ++at) {
                const std::string target = target_of((*at)[1], file);
                if (!target.empty() && !exists(tree, target)) {
                    all.push_back({file.path, index + 1, "links to " + target + ", which does not exist"});
                }
            }
        }
    }
    return all;
}

findings check_readme_names_all(const source_tree& tree) {
    const source_file* const readme = tree.find("README.md");
    if (readme == nullptr) {
        return {{"README.md", 0, "is missing"}};
    }
    findings all;
    for (const source_file& file : tree.files) {
        const std::string stem = std::filesystem::path(file.path).stem().string();
        const std::string header = "weft/" + stem + ".hpp";
        if (is_public_header(file) && !says(*readme, "`" + stem + "`") && !says(*readme, header)) {
            all.push_back({file.path, 0, "the README's table of headers says neither `" + stem + "` nor " + header});
        }
        if (is_guide(file) && !says(*readme, "](" + file.path + ")")) {
            all.push_back({file.path, 0, "the README has no link to this document"});
        }
    }
    return all;
}

} // namespace weft::house
