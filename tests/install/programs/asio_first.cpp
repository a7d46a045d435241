// SPDX-License-Identifier: BSL-1.0
// clang-format off
#include <boost/asio/error.hpp>
#include <weft/asio.hpp>

int main() {}
