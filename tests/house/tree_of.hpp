// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "source_tree.hpp"

#include <initializer_list>
#include <sstream>
#include <utility>

namespace weft::house {

/// A repository made of texts: tree_of({{"lib/base/a.hpp", "#pragma once\n"}}).
inline source_tree tree_of(std::initializer_list<std::pair<const char*, const char*>> files) {
    source_tree tree;
    for (const auto& [path, text] : files) {
        std::istringstream in(text);
        tree.files.push_back(make_file(path, in));
    }
    return tree;
}

} // namespace weft::house
