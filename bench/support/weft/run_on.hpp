// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/weft.hpp>

#include <utility>

namespace bench {

// weft with every option at its default but the number of workers.
template <class Fn>
auto run_on(unsigned workers, Fn&& fn) {
    weft::options how;
    how.workers = workers;
    return weft::run(how, std::forward<Fn>(fn));
}

} // namespace bench
