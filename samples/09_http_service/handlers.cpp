// SPDX-License-Identifier: BSL-1.0
#include "handlers.hpp"

#include "reverse.hpp"

#include <weft/this_fiber.hpp>

#include <charconv>
#include <string>

namespace service {
namespace {

response success(const request& asked, std::string_view type, std::string body) {
    response result(http::status::ok, asked.version());
    result.set(http::field::content_type, type);
    result.body() = std::move(body);
    return result;
}

response not_allowed(const request& asked, std::string_view allowed) {
    response result = failure(http::status::method_not_allowed, "method not allowed", asked.version());
    result.set(http::field::allow, allowed);
    return result;
}

bool is_get(const request& asked) { return asked.method() == http::verb::get || asked.method() == http::verb::head; }

response hello(const request& asked) {
    if (!is_get(asked)) return not_allowed(asked, "GET, HEAD");
    return success(asked, "text/plain", "hello\n");
}

/// `query` is ms=N with N from 0 to 10,000.
response sleep(const request& asked, std::string_view query) {
    if (!is_get(asked)) return not_allowed(asked, "GET, HEAD");
    constexpr unsigned most = 10'000;
    unsigned ms = most + 1;
    if (query.starts_with("ms=")) {
        query.remove_prefix(3);
        const auto [end, error] = std::from_chars(query.data(), query.data() + query.size(), ms);
        if (error != std::errc{} || end != query.data() + query.size()) ms = most + 1;
    }
    if (ms > most) return failure(http::status::bad_request, "use /sleep?ms=N with N from 0 to 10000", asked.version());
    weft::this_fiber::sleep_for(std::chrono::milliseconds(ms));
    return success(asked, "text/plain", "slept " + std::to_string(ms) + " ms\n");
}

response reverse(const request& asked) {
    if (asked.method() != http::verb::post) return not_allowed(asked, "POST");
    std::optional<std::string> body = reverse_json(asked.body());
    if (!body) return failure(http::status::bad_request, "the body must be {\"text\": \"...\"}", asked.version());
    return success(asked, "application/json", std::move(*body));
}

} // namespace

response failure(http::status status, std::string_view what, unsigned version) {
    response result(status, version);
    result.set(http::field::content_type, "application/json");
    result.body() = error_json(what);
    return result;
}

response answer(const request& asked) {
    if (asked.version() == 11 && asked.count(http::field::host) != 1)
        return failure(http::status::bad_request, "one Host field is needed", asked.version());
    const std::string_view target(asked.target().data(), asked.target().size());
    const std::string_view path = target.substr(0, target.find('?'));
    const std::string_view query = path.size() < target.size() ? target.substr(path.size() + 1) : std::string_view();
    if (path == "/hello") return hello(asked);
    if (path == "/sleep") return sleep(asked, query);
    if (path == "/reverse") return reverse(asked);
    return failure(http::status::not_found, "no such page", asked.version());
}

} // namespace service
