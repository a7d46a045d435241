// SPDX-License-Identifier: BSL-1.0
#pragma once

// Everything but the bridges to other libraries (<weft/asio.hpp>).

#include <weft/channel.hpp>
#include <weft/clock.hpp>
#include <weft/event.hpp>
#include <weft/fiber.hpp>
#include <weft/mutex.hpp>
#include <weft/options.hpp>
#include <weft/resource_error.hpp>
#include <weft/run.hpp>
#include <weft/runtime.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>
