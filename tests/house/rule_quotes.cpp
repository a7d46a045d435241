// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <optional>
#include <regex>

namespace weft::house {
namespace {

using text_lines = std::vector<std::string>;

/// The part of a file that a document quotes.
text_lines quotable(const source_file& file) {
    const auto is_include = [](const std::string& line) { return line.starts_with("#include"); };
    const auto first = file.is_cpp() ? std::ranges::find_if(file.lines, is_include) : file.lines.begin();
    return {first, file.lines.end()};
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

std::string fault_in_quote(const source_tree& tree, const text_lines& lines, std::size_t at, const std::string& path) {
    const source_file* source = tree.find(path);
    const std::optional<block> quote = fenced_block(lines, at);
    if (source == nullptr) {
        return "quotes " + path + ", which does not exist";
    }
    if (!quote) {
        return "no fenced block follows the mark of " + path;
    }
    const text_lines original = quotable(*source);
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
