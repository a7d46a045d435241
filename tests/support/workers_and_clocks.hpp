// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/options.hpp>

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace weft::test {

using workers_and_clock = std::tuple<unsigned, time_source>;

inline std::string name_of_workers_and_clock(const ::testing::TestParamInfo<workers_and_clock>& each) {
    return std::to_string(std::get<0>(each.param)) +
           (std::get<1>(each.param) == time_source::real ? "Real" : "Virtual");
}

/// A suite over 1, 2, 4 and 8 workers, on the machine's clock and on a virtual one.
#define WEFT_OVER_WORKERS_AND_CLOCKS(Suite)                                                                            \
    INSTANTIATE_TEST_SUITE_P(Workers, Suite,                                                                           \
                             ::testing::Combine(::testing::Values(1u, 2u, 4u, 8u),                                     \
                                                ::testing::Values(::weft::time_source::real,                           \
                                                                  ::weft::time_source::virtual_time)),                 \
                             ::weft::test::name_of_workers_and_clock)

} // namespace weft::test
