// SPDX-License-Identifier: BSL-1.0
// error: unable to find the promise type|function cannot be a coroutine
// A stackless coroutine has a colour: a function that returns int cannot wait. (In samples/06 one does.)
#include <coroutine>

int plain() {
#ifndef WEFT_COMPILES
    co_await std::suspend_always();
#endif
    return 7;
}
