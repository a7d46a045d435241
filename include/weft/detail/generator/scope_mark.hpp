// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::gen {

class generator_core;

/// Marks that a scope is open which applies to the current fiber. A generator's body runs on its consumer's fiber, so
/// a yield inside the scope would put the consumer in it: the yield throws generator_error instead.
///
/// The same function, or object, opens and closes it; scopes of one body close in the reverse order of their opening.
/// Any fiber or thread; never suspends. Costs a look at the table of stacks.
class WEFT_API scope_mark {
public:
    /// `kind` is what the error calls the scope; it must outlive the mark.
    explicit scope_mark(const char* kind) noexcept;
    scope_mark(const scope_mark&) = delete;
    scope_mark& operator=(const scope_mark&) = delete;
    ~scope_mark();

    [[nodiscard]] const char* kind() const noexcept { return kind_; }

private:
    const char* const kind_;
    generator_core* const body_; // the generator whose body opened the scope; null when nobody's did
    const scope_mark* outer_ = nullptr;
};

} // namespace weft::detail::gen
