// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>

namespace weft::house {

findings check_outside(const source_tree& tree) {
    const source_file* data = tree.find("cmake/layers.txt");
    if (data == nullptr) {
        return {{"cmake/layers.txt", 0, "is missing"}};
    }
    const layer_table table = parse_layers(*data);
    findings all;
    for (const source_file& file : tree.files) {
        const std::string layer = table.layer_of(file);
        if (!file.is_cpp() || layer.empty()) {
            continue;
        }
        for (const auto& [line, target] : includes_of(file)) {
            const auto rule =
                std::ranges::find_if(table.outside, [&](const auto& r) { return target.starts_with(r.first); });
            if (rule != table.outside.end() && !rule->second.contains(layer)) {
                all.push_back({file.path, line, "layer " + layer + " may not include " + target});
            }
        }
    }
    return all;
}

} // namespace weft::house
