// SPDX-License-Identifier: BSL-1.0
// clang-format off
#include <boost/asio/yield.hpp>
#include <weft/this_fiber.hpp>

int main() {}
