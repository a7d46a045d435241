// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <optional>
#include <regex>

namespace weft::house {
namespace {

using text_lines = std::vector<std::string>;

/// A file without the comments above its first #include.
text_lines whole(const source_file& file) {
    const auto is_include = [](const std::string& line) { return line.starts_with("#include"); };
    const auto first = file.is_cpp() ? std::ranges::find_if(file.lines, is_include) : file.lines.begin();
    return {first, file.lines.end()};
}

/// The lines between "// begin: part" and "// end: part", moved to the left; empty when there are none.
text_lines part_of(const source_file& file, const std::string& part) {
    const auto ends_with = [](const std::string& end) {
        return [end](const std::string& line) { return line.ends_with(end); };
    };
    const auto begin = std::ranges::find_if(file.lines, ends_with("// begin: " + part));
    if (begin == file.lines.end()) {
        return {};
    }
    text_lines found(begin + 1, std::find_if(begin, file.lines.end(), ends_with("// end: " + part)));
    for (std::string& line : found) {
        line.erase(0, std::min(line.size(), begin->find('/')));
    }
    return found;
}

/// What a document quotes: "path", or "path#part".
text_lines quotable(const source_file& file, const std::string& part) {
    return part.empty() ? whole(file) : part_of(file, part);
}

/// A fenced block: the lines between the fences; `next` is the index after the closing one.
struct block {
    text_lines body;
    std::size_t next;
};

std::optional<block> fenced_block(const text_lines& lines, std::size_t at) {
    while (at < lines.size() && lines[at].empty()) {
        ++at;
    }
    if (at >= lines.size() || !lines[at].starts_with("```")) {
        return std::nullopt;
    }
    block found{.body = {}, .next = at + 1};
    while (found.next < lines.size() && lines[found.next] != "```") {
        found.body.push_back(lines[found.next++]);
    }
    ++found.next;
    return found;
}

std::string fault_in_quote(const source_tree& tree, const text_lines& lines, std::size_t at,
                           const std::string& quoted) {
    const std::string path = quoted.substr(0, quoted.find('#'));
    const std::string part = quoted.substr(std::min(quoted.size(), path.size() + 1));
    const source_file* source = tree.find(path);
    const std::optional<block> quote = fenced_block(lines, at);
    if (source == nullptr || quotable(*source, part).empty()) {
        return "quotes " + quoted + ", which does not exist";
    }
    if (!quote) {
        return "no fenced block follows the mark of " + path;
    }
    const text_lines original = quotable(*source, part);
    const auto [here, there] = std::ranges::mismatch(quote->body, original);
    if (here == quote->body.end() && there == original.end()) {
        return {};
    }
    return "differs from " + path + " at: " + (there == original.end() ? "(its end)" : *there);
}

} // namespace

findings check_quotes(const source_tree& tree) {
    static const std::regex mark(R"(^<!-- from: (\S+) -->$)");
    findings all;
    for (const source_file& file : tree.files) {
        for (std::size_t index = 0; file.path.ends_with(".md") && index < file.lines.size(); ++index) {
            std::smatch parts;
            if (!std::regex_match(file.lines[index], parts, mark)) {
                continue;
            }
            if (std::string fault = fault_in_quote(tree, file.lines, index + 1, parts[1]); !fault.empty()) {
                all.push_back({file.path, index + 1, fault});
            }
        }
    }
    return all;
}

findings check_readme(const source_tree& tree) {
    const source_file* readme = tree.find("README.md");
    const text_lines lines = readme == nullptr ? text_lines() : readme->lines;
    const auto mark =
        std::ranges::find_if(lines, [](const std::string& line) { return line.starts_with("<!-- from: samples/"); });
    const auto program = fenced_block(lines, static_cast<std::size_t>(mark - lines.begin()) + 1);
    if (!program || program->next > 20) {
        return {{"README.md", 1, "a complete program, quoted from a sample, must end by line 20"}};
    }
    return {};
}

} // namespace weft::house
