// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/process.hpp"
#include "support/program.hpp"
#include "support/stopwatch.hpp"

// create_N: spawn N fibers and let each suspend; milliseconds until the last has. rss_suspended: resident bytes each
// then takes. Afterwards all are woken and joined, and counted.
namespace bench::suspended {

// What both benchmarks need to know, taken when every fiber is suspended.
class account {
public:
    void all_suspended() {
        milliseconds_ = watch_.milliseconds();
        bytes_ = resident_bytes() - before_;
    }
    measurement time() const { return in_milliseconds(milliseconds_); }
    measurement bytes_each(std::size_t fibers) const {
        return {.own = {.value = bytes_ / static_cast<double>(fibers), .unit = "bytes"}};
    }

private:
    double before_ = resident_bytes();
    stopwatch watch_;
    double milliseconds_ = 0;
    double bytes_ = 0;
};

} // namespace bench::suspended
