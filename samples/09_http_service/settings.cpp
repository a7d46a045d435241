// SPDX-License-Identifier: BSL-1.0
#include "settings.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace service {
namespace {

[[noreturn]] void refuse(std::string_view argument) {
    std::fprintf(stderr,
                 "09_http_service: cannot use '%.*s'\n"
                 "usage: 09_http_service [--port N] [--workers N] [--connections N] [--body-limit BYTES]\n"
                 "                       [--idle-ms N] [--header-ms N] [--body-ms N] [--write-ms N] [--drain-ms N]\n",
                 static_cast<int>(argument.size()), argument.data());
    std::exit(2);
}

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size();
}

bool read_ms(std::string_view text, std::chrono::milliseconds& into) {
    unsigned value = 0;
    const bool read = read_number(text, value);
    into = std::chrono::milliseconds(value);
    return read && value > 0;
}

bool set(settings& all, std::string_view name, std::string_view value) {
    if (name == "--port") return read_number(value, all.port);
    if (name == "--workers") return read_number(value, all.workers);
    if (name == "--connections") return read_number(value, all.most_connections) && all.most_connections > 0;
    if (name == "--body-limit") return read_number(value, all.body_limit);
    if (name == "--idle-ms") return read_ms(value, all.idle_timeout);
    if (name == "--header-ms") return read_ms(value, all.header_timeout);
    if (name == "--body-ms") return read_ms(value, all.body_timeout);
    if (name == "--write-ms") return read_ms(value, all.write_timeout);
    if (name == "--drain-ms") return read_ms(value, all.drain_timeout);
    return false;
}

} // namespace

settings parse_command_line(int argc, char** argv) {
    settings result;
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc || !set(result, argv[i], argv[i + 1])) refuse(argv[i]);
    }
    return result;
}

} // namespace service
