// SPDX-License-Identifier: BSL-1.0
#include "runtime/end_of_fiber.hpp"

#include "fiber/describe.hpp"

#include <weft/detail/runtime/launch.hpp>

#include <cstdio>
#include <exception>
#include <fmt/format.h>

namespace weft::detail {
namespace {

std::string what_left(const fiber_record& fiber) {
    try {
        std::rethrow_exception(*fiber.failure);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

void print(const std::string& line) noexcept {
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
}

} // namespace

void terminate_detached(const fiber_record& fiber) noexcept {
    print(fmt::format("weft: detached {} ended by an exception: {}\n", describe(fiber), what_left(fiber)));
    std::terminate();
}

void report_untaken(fiber_record& fiber) noexcept {
    print(
        fmt::format("weft: {} ended by an exception that nobody joined for: {}\n", describe(fiber), what_left(fiber)));
}

} // namespace weft::detail
