// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/world.hpp"

#include <string>

namespace weft::detail::exploring {

/// Events as numbered lines: "    1  producer     push            'orders'". A run that is too long to read keeps its
/// end.
class text_trace final : public trace_sink {
public:
    void event(std::string_view who, std::string_view what, std::string_view object) override;

    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
    unsigned line_ = 0;
};

} // namespace weft::detail::exploring
