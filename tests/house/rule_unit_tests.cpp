// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <array>
#include <regex>

namespace weft::house {
namespace {

constexpr const char* k_exceptions = "tests/house/outside_the_kit.txt";

/// What a unit test leaves to the kit (<weft/testing/...>, tests/support), except in files that say why not.
struct habit {
    std::string name; ///< as k_exceptions calls it
    std::regex word;
    const char* fault;
    bool in_plain_tests_only;
};

const std::array<habit, 3>& habits() {
    static const std::array<habit, 3> all{{
        {"runtime", std::regex(R"(\bweft::(asio::)?run\(|\bruntime( \w+)?[({])"),
         "starts a runtime: let the kit run the body, so that leaks and deadlocks fail it", false},
        {"runtime", std::regex(R"((^|[^\w.:>])run\()"),
         "runs fibers in a test without a fixture: let the kit run the body, so that leaks and deadlocks fail it",
         true},
        {"clock",
         std::regex(R"(\b(usleep|nanosleep|sleep)\(|\bthis_thread::sleep_|\btime_source::real\b)"
                    R"(|\b(steady|system|high_resolution)_clock::now\b)"),
         "uses the real clock: virtual time, or a stress test", false},
    }};
    return all;
}

struct exception {
    std::size_t line;
    std::string habit;
    std::string path;
    bool used = false;
};

/// Lines "habit path: reason".
std::vector<exception> read_exceptions(const source_tree& tree, findings& all) {
    static const std::regex shape(R"(^(runtime|clock) (tests/unit/\S+): \S.*$)");
    std::vector<exception> found;
    const source_file* const data = tree.find(k_exceptions);
    for (std::size_t index = 0; data != nullptr && index < data->lines.size(); ++index) {
        const std::string& line = data->lines[index];
        std::smatch parts;
        if (line.empty() || line[0] == '#') continue;
        if (std::regex_match(line, parts, shape))
            found.push_back({index + 1, parts[1], parts[2]});
        else
            all.push_back({k_exceptions, index + 1, "a line is: runtime or clock, a file of tests/unit, ':', why"});
    }
    return found;
}

/// Which lines stand in the body of a TEST, which has no fixture.
std::vector<bool> in_plain_tests(const source_file& file) {
    std::vector<bool> found;
    bool inside = false;
    for (const std::string& line : file.code) {
        inside = inside || line.starts_with("TEST(");
        found.push_back(inside);
        if (line.starts_with("}") || (line.starts_with("TEST(") && line.ends_with("}"))) inside = false;
    }
    return found;
}

void apply(const habit& which, const source_file& file, std::vector<exception>& allowed, findings& all) {
    const std::vector<bool> is_plain = in_plain_tests(file);
    const auto mine = std::ranges::find_if(allowed, [&](const exception& each) {
        return each.habit == which.name && each.path == file.path;
    });
    for (std::size_t index = 0; index < file.code.size(); ++index) {
        if (which.in_plain_tests_only && !is_plain[index]) continue;
        if (!std::regex_search(file.code[index], which.word)) continue;
        if (mine == allowed.end())
            all.push_back({file.path, index + 1, std::string(which.fault) + " (" + k_exceptions + ")"});
        else
            mine->used = true;
    }
}

} // namespace

findings check_unit_tests(const source_tree& tree) {
    findings all;
    std::vector<exception> allowed = read_exceptions(tree, all);
    for (const source_file& file : tree.files)
        if (file.is_cpp() && file.is_under("tests/unit"))
            for (const habit& each : habits()) apply(each, file, allowed, all);
    for (const exception& each : allowed)
        if (!each.used) all.push_back({k_exceptions, each.line, each.path + " needs this exception no more"});
    return all;
}

} // namespace weft::house
