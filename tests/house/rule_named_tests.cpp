// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <regex>
#include <set>
#include <string>

namespace weft::house {
namespace {

/// "Suite.Name" of every test in tests/.
std::set<std::string> tests_of(const source_tree& tree) {
    static const std::regex test(
        R"(^(?:TYPED_)?(?:TEST|WEFT_FIBER_TEST)(?:_P|_F|_EVERYWHERE|_IN|_WITH)?\(\s*(\w+),\s*(\w+)[,)])");
    std::set<std::string> names;
    for (const source_file& file : tree.files) {
        if (!file.is_cpp() || !file.is_under("tests")) continue;
        for (const std::string& line : file.code)
            for (std::sregex_iterator at(line.begin(), line.end(), test), end; at != end; ++at)
                names.insert(at->str(1) + "." + at->str(2));
    }
    return names;
}

} // namespace

findings check_named_tests(const source_tree& tree) {
    static const std::regex named(R"(`([A-Z][A-Za-z0-9]*\.[A-Z][A-Za-z0-9]*)`)");
    const std::set<std::string> tests = tests_of(tree);
    findings all;
    for (const source_file& file : tree.files) {
        if (!file.path.ends_with(".md")) continue;
        for (std::size_t index = 0; index < file.lines.size(); ++index) {
            const std::string& line = file.lines[index];
            for (std::sregex_iterator at(line.begin(), line.end(), named), end; at != end; ++at)
                if (!tests.contains(at->str(1)))
                    all.push_back({file.path, index + 1, "names the test " + at->str(1) + ", which does not exist"});
        }
    }
    return all;
}

} // namespace weft::house
