// SPDX-License-Identifier: BSL-1.0
// The body of Boost.Asio: see cmake/weft_library.cmake for why it is not inline.
#include <boost/asio/impl/src.hpp>
