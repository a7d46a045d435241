// SPDX-License-Identifier: BSL-1.0
// An HTTP service with limits, timeouts and a graceful end: one fiber per connection, on all cores.
#include "server.hpp"
#include "settings.hpp"

#include <weft/asio.hpp>
#include <weft/event.hpp>
#include <weft/runtime.hpp>
#include <weft/spawn.hpp>

#include <boost/asio/signal_set.hpp>

#include <cstdio>
#include <exception>
#include <vector>

namespace {

/// From `armed` on a signal no longer ends the process.
void wait_for_signal(weft::event& armed) {
    boost::asio::signal_set signals(weft::asio::context(), SIGINT, SIGTERM);
    armed.set();
    signals.async_wait(weft::use_fiber);
}

void serve(const service::settings& how) {
    std::atomic<bool> draining{false};
    service::listener listener(how.port);
    weft::runtime workers({.workers = how.workers, .poller = weft::asio::poller()});
    weft::event armed;
    auto signalled = workers.spawn({.name = "signals"}, [&armed] { wait_for_signal(armed); });
    armed.wait();
    std::vector<weft::fiber<void>> servers;
    for (unsigned i = 0; i < workers.workers(); ++i) // pinned fibers from outside are dealt out: one to each worker
        servers.push_back(workers.spawn({.name = "server", .pinned = true}, [&, copy = listener.duplicate()] {
            service::server(how, copy, draining).run();
        }));
    std::printf("listening on 127.0.0.1:%u\n", static_cast<unsigned>(listener.port()));
    std::fflush(stdout);
    signalled.join();
    draining = true;
    for (auto& each : servers) each.join();
}

} // namespace

int main(int argc, char** argv) {
    try {
        serve(service::parse_command_line(argc, argv));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "09_http_service: %s\n", error.what());
        return 1;
    }
    return 0;
}
