// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/asio/context.hpp>
#include <weft/options.hpp>
#include <weft/run.hpp>

#include <source_location>
#include <utility>

namespace weft::asio {

/// As weft::run(), with one io_context per worker (see poller()); options.poller is overwritten. Throws
/// std::invalid_argument for time_source::virtual_time.
///
/// @code
/// weft::asio::run([] { serve(tcp::acceptor(weft::asio::context(), endpoint)); });
/// @endcode
template <class Fn>
decltype(auto) run(options how, Fn&& fn, std::source_location where = std::source_location::current()) {
    how.poller = poller();
    return weft::run(how, std::forward<Fn>(fn), where);
}

template <class Fn>
decltype(auto) run(Fn&& fn, std::source_location where = std::source_location::current()) {
    return weft::asio::run(options{}, std::forward<Fn>(fn), where);
}

} // namespace weft::asio
