// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace weft::detail {

/// show_to_debuggers() fills in what weft-gdb.py looks for: the symbol weft_debug_layout, with the pool of all fiber records
/// and the places of the fields that lead from there to every fiber's stack. Once a process; any thread.
void show_to_debuggers();

} // namespace weft::detail
