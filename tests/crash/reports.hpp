// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/child.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <regex>
#include <string>

namespace weft::test {

/// The body ends its process with this report.
inline void expect_report(const std::function<void()>& body, const std::string& text) {
    const child_end end = in_child(body);
    EXPECT_EQ(end.error_text, text);
    EXPECT_EQ(end.status, k_aborted);
}

/// The report with the numbers of fibers replaced by "#N", and the places where they were spawned by "here" if a word
/// follows.
inline std::string without_numbers(std::string text) {
    for (std::size_t at = 0; (at = text.find('#', at)) != std::string::npos; ++at) {
        std::size_t end = at + 1;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        text.replace(at + 1, end - at - 1, "N");
    }
    return std::regex_replace(text, std::regex("spawned at [^ ]+:[0-9]+, ended"), "spawned here, ended");
}

inline void expect_report_of_fibers(const std::function<void()>& body, const std::string& text) {
    const child_end end = in_child(body);
    EXPECT_EQ(without_numbers(end.error_text), text);
    EXPECT_EQ(end.status, k_aborted);
}

} // namespace weft::test
