// SPDX-License-Identifier: BSL-1.0
#include <weft/asio.hpp>

#include <boost/asio/steady_timer.hpp>

int main() {
    weft::asio::run([] {
        boost::asio::steady_timer timer(weft::asio::context(), std::chrono::milliseconds(1));
        timer.async_wait(weft::use_fiber);
    });
}
