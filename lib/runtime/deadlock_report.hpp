// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/unit.hpp>

#include <functional>
#include <string>

namespace weft::detail {

/// Says how an object is called, given its address.
using object_namer = std::function<std::string(const void*)>;

/// "mutex at 0x..." has only the address.
WEFT_API std::string name_by_address(const void* object);

/// Every fiber of `core` that has not ended: what it waits for, who holds that, where it was spawned; then the cycle of
/// waits, if there is one. Lines, each beginning with "weft:   ". Only while all workers of the core stand still.
std::string describe_waits(const ready_sink& core, const object_namer& name);

/// The head line of a deadlock with describe_waits() below it, without a line break at the end.
std::string describe_deadlock(const ready_sink& core, const object_namer& name);

} // namespace weft::detail
