// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <regex>
#include <string>

namespace weft::house {
namespace {

bool says(const source_file& file, const std::string& words) {
    return std::ranges::any_of(file.lines, [&](const std::string& line) {
        return line.find('"' + words + '"') != std::string::npos;
    });
}

/// Waits for IO need a foreign library: their own tests look at them.
bool is_looked_at(const source_file& file) {
    return (file.is_under("lib") || file.is_under("include")) && file.path.find("asio") == std::string::npos &&
           file.path != "include/weft/lowlevel/wait_kind.hpp";
}

} // namespace

findings check_waits(const source_tree& tree) {
    static const std::regex kind(R"re(\.verb = "([^"]+)")re");
    const source_file* const tested = tree.find("tests/support/every_wait.hpp");
    if (tested == nullptr) return {{"tests/support/every_wait.hpp", 0, "is missing"}};
    findings all;
    for (const source_file& file : tree.files) {
        if (!is_looked_at(file)) continue;
        for (std::size_t index = 0; index < file.lines.size(); ++index) {
            const std::string& line = file.lines[index];
            for (std::sregex_iterator at(line.begin(), line.end(), kind), end; at != end; ++at)
                if (!says(*tested, at->str(1)))
                    all.push_back(
                        {file.path, index + 1, "'" + at->str(1) + "' is no wait of tests/support/every_wait.hpp"});
        }
    }
    return all;
}

} // namespace weft::house
