// SPDX-License-Identifier: BSL-1.0
// Each thread has a slot of its own, which is empty at first, and both ways to read it agree. Built as a program, or as
// a plugin whose `check` is called after dlopen().
#include "context/switch/thread_slot.hpp"

#include <thread>

namespace {

using namespace weft::detail;

bool holds(void* wanted) { return thread_carrier() == wanted && called_thread_carrier() == wanted; }

bool a_thread_has_its_own() {
    int mine = 0;
    bool right = holds(nullptr);
    set_thread_carrier(&mine);
    right = right && holds(&mine);
    std::thread([&] { right = right && holds(nullptr); }).join();
    right = right && holds(&mine);
    set_thread_carrier(nullptr);
    return right && holds(nullptr);
}

} // namespace

extern "C" [[gnu::visibility("default")]] int check() { return a_thread_has_its_own() ? 0 : 1; }

#ifndef SLOT_AS_PLUGIN
int main() { return check(); }
#endif
