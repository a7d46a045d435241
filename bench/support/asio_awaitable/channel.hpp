// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/experimental/channel.hpp>

#include <cstdint>

namespace bench::asio_awaitable {

// Asio's channel between coroutines of one thread.
using channel = boost::asio::experimental::channel<void(boost::system::error_code, std::uint64_t)>;

}  // namespace bench::asio_awaitable
