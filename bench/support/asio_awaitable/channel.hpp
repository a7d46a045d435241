// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>

#include <cstdint>

namespace bench::asio_awaitable {

// Asio's channels: the one without a lock for one worker, the one with a lock for more.
using channel = boost::asio::experimental::channel<void(boost::system::error_code, std::uint64_t)>;
using concurrent_channel =
    boost::asio::experimental::concurrent_channel<void(boost::system::error_code, std::uint64_t)>;

} // namespace bench::asio_awaitable
