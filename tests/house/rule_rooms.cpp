// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <regex>

namespace weft::house {
namespace {

constexpr const char* k_rooms = "include/weft/detail/base/rooms.hpp";

/// True when something is defined between line `begin`, which opens a namespace, and the line that closes it.
bool defines(const source_file& file, std::size_t begin) {
    for (std::size_t index = begin + 1; index < file.code.size() && !file.code[index].starts_with("}"); ++index)
        if (file.code[index].find('{') != std::string::npos) return true;
    return false;
}

void check_file(const source_file& file, const std::string& room, findings& all) {
    static const std::regex opening(R"(^namespace (weft::)?detail(::(\w+))?(::\w+)* \{\s*$)");
    for (std::size_t index = 0; index < file.code.size(); ++index) {
        std::smatch parts;
        if (!std::regex_match(file.code[index], parts, opening) || parts[3] == room) continue;
        if (parts[3] == "")
            all.push_back({file.path, index + 1, "names of this file belong in the room " + room});
        else if (defines(file, index))
            all.push_back(
                {file.path, index + 1, "only declared names of another room may stand here: ours is " + room});
    }
}

} // namespace

findings check_rooms(const source_tree& tree) {
    const source_file* const data = tree.find("cmake/layers.txt");
    if (data == nullptr) return {{"cmake/layers.txt", 0, "is missing"}};
    const layer_table table = parse_layers(*data);
    findings all;
    for (const source_file& file : tree.files) {
        if (!file.is_cpp() || file.path == k_rooms || !(file.is_under("lib") || file.is_under("include"))) continue;
        // The model's bodies take the place of other layers'; base has those that all layers are compiled with.
        const bool is_of_the_model = table.layer_of(file) == "model" || file.path.find("/model_") != std::string::npos;
        if (!is_of_the_model) check_file(file, table.room_of(file), all);
    }
    return all;
}

} // namespace weft::house
