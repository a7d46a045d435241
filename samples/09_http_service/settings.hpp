// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace service {

/// What the command line may change, and the limits that protect the service.
struct settings {
    std::uint16_t port = 8080; ///< 0: any free one
    unsigned workers = 0;      ///< 0: all cores

    std::size_t most_connections = 10'000; ///< per worker; more wait in the kernel's queue
    std::size_t header_limit = 8 * 1024;
    std::size_t body_limit = 64 * 1024;

    std::chrono::milliseconds idle_timeout{60'000};   ///< for the first byte of a request
    std::chrono::milliseconds header_timeout{10'000}; ///< for the rest of its header
    std::chrono::milliseconds body_timeout{30'000};
    std::chrono::milliseconds write_timeout{30'000};
    std::chrono::milliseconds drain_timeout{10'000}; ///< after SIGINT or SIGTERM
};

/// Reads `--name value` pairs; prints the usage and exits with status 2 when it cannot.
settings parse_command_line(int argc, char** argv);

} // namespace service
