// SPDX-License-Identifier: BSL-1.0
#include <weft/spawn.hpp>
#include <weft/testing/check.hpp>
#include <weft/testing/simulate.hpp>

int main() {
    weft::testing::simulate(7, [] { weft::testing::check(weft::spawn([] { return 42; }).join() == 42, "no answer"); });
}
