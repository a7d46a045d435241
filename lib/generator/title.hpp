// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/report_text.hpp"

#include <weft/detail/generator/core.hpp>

namespace weft::detail::gen {

/// How every report calls a generator. May be used in a signal handler.
inline void describe(report_text& text, const generator_title& title) noexcept {
    text.add(title.kind);
    if (title.file == nullptr)
        text.add(" '").add(title.name).add("'");
    else
        text.add(" made at ").add_place(title.file, title.line);
}

/// "generator 'odd' runs already": what errors and reports say of it.
class title_sentence {
public:
    title_sentence(const generator_title& title, const char* what) noexcept {
        describe(text_, title);
        text_.add(" ").add(what);
    }
    const char* c_str() noexcept { return text_.c_str(); }

private:
    line_text text_;
};

} // namespace weft::detail::gen
