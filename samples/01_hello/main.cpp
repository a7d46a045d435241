// SPDX-License-Identifier: BSL-1.0
// A fiber is spawned and joined for its result.
#include <weft/weft.hpp>

#include <cstdio>

int main() {
    weft::run([] {
        weft::fiber<int> answer = weft::spawn([] { return 6 * 7; });
        std::printf("hello from the main fiber\n");
        std::printf("the answer is %d\n", answer.join());
    });
}
