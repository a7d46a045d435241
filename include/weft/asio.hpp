// SPDX-License-Identifier: BSL-1.0
#pragma once

// Boost.Asio in fibers: weft::use_fiber, weft::asio::run(), weft::asio::poller(), weft::asio::context().

#include <weft/asio/context.hpp>
#include <weft/asio/run.hpp>
#include <weft/asio/use_fiber.hpp>
