// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/exception_group.hpp>

#include <fmt/format.h>

#include <string>

/// Prints an exception_group as its tree(). The options are those of a string. The one header of weft that needs the
/// headers of fmt; it is not in <weft/weft.hpp>.
template <>
struct fmt::formatter<weft::exception_group> : fmt::formatter<std::string> {
    template <class Context>
    auto format(const weft::exception_group& errors, Context& context) const {
        return fmt::formatter<std::string>::format(errors.tree(), context);
    }
};
