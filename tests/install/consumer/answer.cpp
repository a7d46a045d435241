// SPDX-License-Identifier: BSL-1.0
#include <weft/run.hpp>
#include <weft/spawn.hpp>

int answer() {
    return weft::run([] { return weft::spawn([] { return 42; }).join(); });
}
