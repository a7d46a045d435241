// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "source_tree.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::house {

/// cmake/layers.txt, parsed; the file itself explains its lines.
struct layer_table {
    std::map<std::string, std::set<std::string>> may_include;
    std::map<std::string, std::string> header_layer; // "weft/mutex.hpp" -> "sync"
    std::map<std::string, std::string> rooms;        // "fiber" -> "fibers", "context/stack" -> "stacks"
    std::set<std::string> umbrellas;
    std::vector<std::pair<std::string, std::set<std::string>>> outside; // prefix -> layers, the longest prefix decides

    /// The layer a file of the repository belongs to; empty for one that has none (a sample, a test).
    std::string layer_of(const source_file& file) const;
    /// The namespace below weft::detail that the file's names are in; empty for a file without a layer.
    std::string room_of(const source_file& file) const;
    /// The layer of what an #include names ("base/x.hpp", "weft/detail/base/x.hpp", "weft/x.hpp"); empty: not ours.
    std::string layer_of_include(std::string_view included) const;
    bool allows(const std::string& from, const std::string& to, std::string_view included) const;
};

layer_table parse_layers(const source_file& file);

/// One #include line.
struct include_line {
    std::size_t line;
    std::string target;
};

std::vector<include_line> includes_of(const source_file& file);

} // namespace weft::house
