// SPDX-License-Identifier: BSL-1.0
#include "reverse.hpp"

#include <boost/json.hpp>

namespace service {
namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

} // namespace

std::string reversed(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t end = text.size(); end != 0;) {
        std::size_t begin = end - 1;
        while (begin != 0 && continues(text[begin])) --begin;
        result += text.substr(begin, end - begin);
        end = begin;
    }
    return result;
}

std::optional<std::string> reverse_json(std::string_view body) {
    boost::system::error_code ec;
    const boost::json::value parsed = boost::json::parse(body, ec); // refuses what is not UTF-8
    const boost::json::object* const object = ec ? nullptr : parsed.if_object();
    const boost::json::value* const text = object != nullptr ? object->if_contains("text") : nullptr;
    if (text == nullptr || !text->is_string()) return std::nullopt;
    return boost::json::serialize(boost::json::object{{"reversed", reversed(text->get_string())}});
}

std::string error_json(std::string_view what) { return boost::json::serialize(boost::json::object{{"error", what}}); }

} // namespace service
