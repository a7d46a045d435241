// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/detail/base/config.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::testing {

/// Told what a guard found, once, as a report of one or more lines.
using violation_handler = std::function<void(const std::string& report)>;

/// Prints the report on stderr and aborts.
WEFT_API void abort_with(const std::string& report);

/// A fiber as reports show it.
struct WEFT_API fiber_info {
    std::uint64_t id = 0;
    std::string name;
    std::string spawned_at; ///< "file:line"
};

/// A scope that must not leave fibers behind: every fiber of the calling fiber's runtime that is spawned while it
/// lives, by anybody, must have ended when it does. To be made and destroyed on fibers; costs every spawn and end a
/// lock meanwhile.
///
/// @code
/// const weft::testing::no_leaked_fibers guard;
/// @endcode
class WEFT_API no_leaked_fibers {
public:
    /// `on_leak` is called at the end of the scope, with the report.
    explicit no_leaked_fibers(violation_handler on_leak = abort_with);
    no_leaked_fibers(const no_leaked_fibers&) = delete;
    no_leaked_fibers& operator=(const no_leaked_fibers&) = delete;

    /// Calls the handler with the fibers that are left, if there are any.
    ~no_leaked_fibers();

    /// The fibers that would be called leaked now.
    std::vector<fiber_info> leaked() const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// A scope in which no fiber may keep its worker for longer than `limit` (of the machine's clock) without a switch;
/// what a blocking call or a long computation does. Watches all workers of the calling fiber's runtime from a thread of
/// its own; each fiber found is printed on stderr with its call stack, the handler is called at the end. A stay that is
/// less than a quarter longer than the limit may be missed.
class WEFT_API no_blocking {
public:
    /// `limit` is how long a fiber may keep its worker, on the real clock; `on_block` is called at the end of the
    /// scope.
    explicit no_blocking(any_duration limit, violation_handler on_block = abort_with);
    no_blocking(const no_blocking&) = delete;
    no_blocking& operator=(const no_blocking&) = delete;
    ~no_blocking();

    /// How many were found so far.
    unsigned found() const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace weft::testing
