// SPDX-License-Identifier: BSL-1.0
#include "layer_table.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace weft::house {
namespace {

constexpr std::string_view k_detail = "weft/detail/";

std::string first_folder(std::string_view path) {
    const std::size_t slash = path.find('/');
    return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

std::set<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::set<std::string> all;
    for (std::string word; in >> word;) {
        all.insert(word);
    }
    return all;
}

void parse_line(layer_table& table, const std::string& line) {
    static const std::regex shape(R"(^(layer|room|header|umbrella|outside) +([^ :]+):?(.*)$)");
    std::smatch parts;
    if (!std::regex_match(line, parts, shape)) {
        throw std::runtime_error("layers.txt: cannot read '" + line + "'");
    }
    const std::string kind = parts[1];
    const std::string subject = parts[2];
    const std::set<std::string> rest = words(parts[3]);
    if (kind == "layer") {
        table.may_include[subject] = rest;
    } else if (kind == "room") {
        table.rooms[subject] = rest.empty() ? std::string() : *rest.begin();
    } else if (kind == "umbrella") {
        table.umbrellas.insert(subject);
    } else if (kind == "outside") {
        table.outside.emplace_back(subject, rest);
    } else {
        table.header_layer[subject] = rest.empty() ? std::string() : *rest.begin();
    }
}

} // namespace

layer_table parse_layers(const source_file& file) {
    layer_table table;
    for (const std::string& line : file.lines) {
        if (!line.empty() && line[0] != '#') {
            parse_line(table, line);
        }
    }
    std::ranges::stable_sort(table.outside, std::ranges::greater(), [](const auto& rule) { return rule.first.size(); });
    return table;
}

std::string layer_table::layer_of_include(std::string_view included) const {
    if (const auto found = header_layer.find(std::string(included)); found != header_layer.end()) {
        return found->second;
    }
    if (included.starts_with(k_detail)) {
        return first_folder(included.substr(k_detail.size()));
    }
    const std::string folder = first_folder(included);
    return may_include.contains(folder) ? folder : std::string();
}

std::string layer_table::layer_of(const source_file& file) const {
    if (file.is_under("lib")) {
        return first_folder(std::string_view(file.path).substr(4));
    }
    return file.is_under("include") ? layer_of_include(std::string_view(file.path).substr(8)) : std::string();
}

std::string layer_table::room_of(const source_file& file) const {
    const std::string layer = layer_of(file);
    const std::string inside = layer + "/";
    if (const std::size_t at = file.path.find(inside); !layer.empty() && at != std::string::npos) {
        const std::string folder = first_folder(std::string_view(file.path).substr(at + inside.size()));
        if (const auto found = rooms.find(inside + folder); found != rooms.end()) {
            return found->second;
        }
    }
    const auto found = rooms.find(layer);
    return found == rooms.end() ? std::string() : found->second;
}

bool layer_table::allows(const std::string& from, const std::string& to, std::string_view included) const {
    const auto rule = may_include.find(from);
    if (from == to || rule == may_include.end()) {
        return from == to;
    }
    const bool is_public = included.starts_with("weft/");
    return rule->second.contains(to) || (is_public && rule->second.contains(to + "/public"));
}

std::vector<include_line> includes_of(const source_file& file) {
    static const std::regex shape(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"].*$)");
    std::vector<include_line> all;
    for (std::size_t index = 0; index < file.code.size(); ++index) {
        std::smatch parts;
        if (std::regex_match(file.code[index], parts, shape)) {
            all.push_back({index + 1, parts[1]});
        }
    }
    return all;
}

} // namespace weft::house
