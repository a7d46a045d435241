// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <optional>

namespace weft::house {
namespace {

bool is_private(const source_tree& tree, const std::string& included) {
    return included.starts_with("weft/detail/") || tree.find("lib/" + included) != nullptr;
}

std::optional<std::string> fault_in_layer(const layer_table& table, const std::string& from,
                                          const std::string& included) {
    if (table.umbrellas.contains(included)) {
        return "layer " + from + " includes the umbrella " + included + "; name the header you need";
    }
    const std::string to = table.layer_of_include(included);
    if (to.empty() && included.starts_with("weft/")) {
        return included + " has no layer; give it one in cmake/layers.txt";
    }
    if (to.empty() || table.allows(from, to, included)) {
        return std::nullopt;
    }
    return "layer " + from + " may not include " + included + " of layer " + to;
}

std::optional<std::string> fault_at_home(const layer_table& table, const source_file& file) {
    const bool in_house = file.is_cpp() && (file.is_under("lib") || file.is_under("include"));
    const bool umbrella = file.is_under("include") && table.umbrellas.contains(file.path.substr(8));
    if (!in_house || umbrella || table.may_include.contains(table.layer_of(file))) {
        return std::nullopt;
    }
    return "this file has no layer; give it one in cmake/layers.txt";
}

void check_file(const source_tree& tree, const layer_table& table, const source_file& file, findings& all) {
    const std::string layer = table.layer_of(file);
    for (const auto& [line, target] : includes_of(file)) {
        if (table.may_include.contains(layer)) {
            if (auto fault = fault_in_layer(table, layer, target)) {
                all.push_back({file.path, line, *fault});
            }
        } else if (file.is_under("samples") && is_private(tree, target)) {
            all.push_back({file.path, line, "a sample uses public headers only, not " + target});
        }
    }
}

} // namespace

findings check_layers(const source_tree& tree) {
    const source_file* data = tree.find("cmake/layers.txt");
    if (data == nullptr) {
        return {{"cmake/layers.txt", 0, "is missing"}};
    }
    const layer_table table = parse_layers(*data);
    findings all;
    for (const source_file& file : tree.files) {
        if (auto fault = fault_at_home(table, file)) {
            all.push_back({file.path, 1, *fault});
        }
        if (file.is_cpp()) {
            check_file(tree, table, file, all);
        }
    }
    return all;
}

} // namespace weft::house
