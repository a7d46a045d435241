// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <map>

namespace weft::house {
namespace {

enum class colour { white, grey, black };

/// Depth-first search; a grey file met again closes a cycle.
struct walk {
    const source_tree& tree;
    std::map<std::string, colour> seen;
    findings all;

    const source_file* resolve(const std::string& target) const {
        const source_file* in_lib = tree.find("lib/" + target);
        return in_lib != nullptr ? in_lib : tree.find("include/" + target);
    }

    void visit(const source_file& file) {
        seen[file.path] = colour::grey;
        for (const auto& [line, target] : includes_of(file)) {
            const source_file* next = resolve(target);
            if (next == nullptr) {
                continue;
            }
            const colour state = seen[next->path];
            if (state == colour::grey) {
                all.push_back({file.path, line, "includes " + next->path + ", which includes this file again"});
            } else if (state == colour::white) {
                visit(*next);
            }
        }
        seen[file.path] = colour::black;
    }
};

} // namespace

findings check_acyclic(const source_tree& tree) {
    walk search{.tree = tree, .seen = {}, .all = {}};
    for (const source_file& file : tree.files) {
        if (file.is_cpp() && (file.is_under("lib") || file.is_under("include")) &&
            search.seen[file.path] == colour::white) {
            search.visit(file);
        }
    }
    return search.all;
}

} // namespace weft::house
