// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

// A nested_context is a flow of control on a stack of its own, nested in whoever enters it: enter() runs it until it
// calls leave() or end(), then returns what that was given. A thread, a fiber or another nested context may enter, each
// time another one; the flow inside may suspend the fiber it runs in, and come back on another thread. The C++
// runtime's exception state belongs to each of the two sides. Nothing here is atomic: who enters is ordered after who
// was inside.
//
// One interface with two bodies:
//   make(stk, top, entry)  before the first enter(); `entry` gets the payload of that, begins with arrive() and ends
//                          with end()
//   enter(payload)  requires can_enter(); returns what the inside passes
//   leave(payload)  inside only; returns what the next enter() passes
//   end(payload)    inside only, as the last thing on the stack, which may then be reused
//   abandon()       before the first enter(): it counts as ended
//   can_enter()     false while it runs, and once it has ended
//   is_running(), has_ended()
#if WEFT_CONTEXT_NATIVE && !WEFT_HAS_ASAN && !WEFT_HAS_TSAN
#include <weft/detail/context/nested_context_native.hpp>
#else
#include <weft/detail/context/nested_context_marked.hpp>
#endif
