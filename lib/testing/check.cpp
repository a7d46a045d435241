// SPDX-License-Identifier: BSL-1.0
#include <weft/testing/check.hpp>

#include "testing/simulator.hpp"

#include <weft/detail/fiber/carrier_face.hpp>

namespace weft::testing {

void check(bool condition, const std::string& what) {
    if (condition) return;
    detail::simulator* const here = detail::simulator_here();
    if (here == nullptr) throw check_failed("check failed: " + what);
    {
        const detail::simulation::own_work own(here);
        here->fail("check failed: " + what);
    }
    detail::never_suspends("fails a check", nullptr);
}

void name(const void* object, std::string text) {
    if (detail::simulator* const here = detail::simulator_here()) here->name(object, std::move(text));
}

void point(const char* what) { detail::never_suspends(what, nullptr); }

bool is_simulated() noexcept { return detail::simulator_here() != nullptr; }

} // namespace weft::testing
