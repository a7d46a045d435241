// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/generator/scope_mark.hpp>

#include "context/stack/slab.hpp"

#include <weft/detail/generator/core.hpp>

#include <utility>

namespace weft::detail::gen {

namespace {

generator_core* body_here() noexcept {
    const stack* const here = stack_here();
    // The owner is kept as const, for reports; the body that runs here may change its own.
    return here == nullptr ? nullptr : const_cast<generator_core*>(static_cast<const generator_core*>(here->owner));
}

} // namespace

scope_mark::scope_mark(const char* kind) noexcept : kind_(kind), body_(body_here()) {
    if (body_ != nullptr) outer_ = std::exchange(body_->scope_, this);
}

scope_mark::~scope_mark() {
    if (body_ != nullptr) body_->scope_ = outer_;
}

} // namespace weft::detail::gen
