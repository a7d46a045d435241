// SPDX-License-Identifier: BSL-1.0
// Where a process stops on a fault, in a function that is inlined into another that is inlined into a third. Built on
// its own at each level of optimisation, by each compiler that is there.

namespace {

int* volatile nowhere = nullptr;

[[gnu::always_inline]] inline void inlined_into_inlined() { *nowhere = 1; }
[[gnu::always_inline]] inline void inlined() { inlined_into_inlined(); }

} // namespace

extern "C" [[gnu::noinline]] void stop_inlined(int* stopped) {
    inlined();
    *stopped = 1;
}
