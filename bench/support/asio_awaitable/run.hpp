// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <thread>
#include <vector>

namespace bench::asio_awaitable {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;

inline void rethrow(const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
}

// run() serves `main` and all it spawns on `workers` threads; the hint for one thread drops the locks.
template <class Main>
void run(unsigned workers, Main main) {
    asio::io_context context(static_cast<int>(workers));
    asio::co_spawn(context, main(context), rethrow);
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < workers; ++i) others.emplace_back([&context] { context.run(); });
    context.run();
}

} // namespace bench::asio_awaitable
