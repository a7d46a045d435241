// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/beast/http.hpp>

namespace service {

namespace http = boost::beast::http;
using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

/// The answer to a complete request; may suspend the fiber.
response answer(const request& asked);

/// An answer with {"error": what} as its body, for the HTTP version 10 or 11.
response failure(http::status status, std::string_view what, unsigned version = 11);

} // namespace service
