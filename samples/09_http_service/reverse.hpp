// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace service {

/// The code points of a valid UTF-8 text in reverse order.
std::string reversed(std::string_view text);

/// The answer to {"text": "..."}: {"reversed": "..."}. Empty when `body` is not such an object.
std::optional<std::string> reverse_json(std::string_view body);

/// {"error": "..."}
std::string error_json(std::string_view what);

} // namespace service
