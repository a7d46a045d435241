// SPDX-License-Identifier: BSL-1.0
#include <weft/cancelled.hpp>

#include "base/report_text.hpp"
#include "fiber/cancel/levels.hpp"
#include "fiber/cancel/what_left.hpp"
#include "fiber/carrier.hpp"
#include "fiber/describe.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/fiber/carrier_face.hpp>

#include <cstdint>
#include <cxxabi.h>
#include <exception>
#include <fmt/format.h>
#include <stdexcept>
#include <typeinfo>

namespace weft {

const char* to_string(cancel_reason reason) noexcept {
    switch (reason) {
    case cancel_reason::requested: return "requested";
    case cancel_reason::deadline: return "deadline";
    case cancel_reason::sibling_failed: return "sibling failed";
    case cancel_reason::parent: return "parent";
    case cancel_reason::shutdown: return "shutdown";
    case cancel_reason::abandoned: return "abandoned";
    case cancel_reason::disconnect: return "disconnect";
    case cancel_reason::interrupt: return "interrupt";
    }
    return "unknown";
}

fiber_cancelled::fiber_cancelled(std::string_view name, fiber_id id, cancel_reason reason, std::string_view text)
    : std::runtime_error(fmt::format("weft: fiber {}{}{}#{} was cancelled: {}{}{}", name.empty() ? "" : "'", name,
                                     name.empty() ? "" : "' ", id, to_string(reason), text.empty() ? "" : ": ", text)),
      name_(std::make_shared<const std::string>(name)),
      id_(id),
      reason_(reason) {}

timeout_error::timeout_error(any_duration duration, const std::source_location& where, const char* waiting_for)
    : std::runtime_error(fmt::format("weft: timed out after {} ns, given at {}:{}, while the fiber {}",
                                     duration.ticks().count(), where.file_name(), where.line(), waiting_for)),
      duration_(duration),
      where_(where),
      waiting_for_(waiting_for) {}

namespace detail::cancels {
namespace {

cancelled cancelled_by(const found_request& found, const char* what) noexcept {
    cancelled made = cancelled_access::make();
    cancelled_access::level(made) = found.of;
    cancelled_access::what(made) = what;
    cancelled_access::text(made) = found.request->text();
    cancelled_access::where(made) = found.request->where();
    cancelled_access::reason(made) = found.request->reason();
    return made;
}

found_request request_here() noexcept {
    const carrier* const here = current_carrier();
    if (here == nullptr || here->current() == nullptr || !here->current()->is_told.load(memory_order_seq_cst))
        return {};
    return outermost_request(*here->current(), here->hidden_from_current());
}

constexpr std::uint8_t k_most_swallowed = 100;

/// A loop with catch (...) around what waits never suspends again once it is cancelled: from the hundredth throw on the
/// fiber gives way before each.
void give_way_if_deaf() noexcept {
    fiber_record& me = *current_carrier()->current();
    if (me.swallowed < k_most_swallowed) ++me.swallowed;
    if (me.swallowed < k_most_swallowed) return;
    if (me.swallowed == k_most_swallowed) {
        ++me.swallowed; // said once
        stderr_text text;
        text.add("weft: ");
        describe(text, me);
        text.add(" has caught weft::cancelled a hundred times and goes on: throw it on, also from catch (...); from "
                 "now on the fiber gives way before each throw\n");
    }
    current_carrier()->yield();
}

[[noreturn, gnu::noinline]] void throw_on(const found_request& found, const char* what) {
    give_way_if_deaf();
    throw cancelled_by(found, what);
}

} // namespace

void throw_if_cancelled(const char* what) {
    if (const found_request found = request_here(); found.request != nullptr) throw_on(found, what);
}

void throw_cancelled(const char* what) {
    throw_if_cancelled(what);
    misuse("a wait was cancelled, and no level of its fiber is");
}

void throw_cut_off(const cancel_level& level, const cancelled& why) {
    if (why.reason() == cancel_reason::deadline)
        throw timeout_error(level.deadline() - level.entered, why.where(), cancelled_access::what(why));
    const carrier* const here = current_carrier();
    throw fiber_cancelled(here->current()->name_or_empty(), here->current()->id, why.reason(), why.text());
}

namespace {

/// `cancelled` has left the body of a fiber: as it should when the fiber, or what it was spawned in, was cancelled.
std::exception_ptr end_of_cancelled(fiber_record& fiber, const cancelled& why) {
    if (outermost_request(fiber, 0).request == nullptr)
        return std::make_exception_ptr(std::logic_error(
            "weft: weft::cancelled has left a fiber that is not cancelled: do not keep it, and throw it on only in the "
            "scope that it came from"));
    return std::make_exception_ptr(fiber_cancelled(fiber.name_or_empty(), fiber.id, why.reason(), why.text()));
}

} // namespace

std::exception_ptr what_left(fiber_record& fiber) noexcept {
    const std::type_info* const type = abi::__cxa_current_exception_type();
    if (type == nullptr || *type != typeid(cancelled)) return std::current_exception();
    std::exception_ptr end;
    try {
        throw;
    } catch (const cancelled& why) {
        try {
            end = end_of_cancelled(fiber, why);
        } catch (...) {
            end = std::current_exception(); // no memory to say it
        }
    }
    return end;
}

bool is_cancellation(const std::exception_ptr& failure) noexcept {
    try {
        std::rethrow_exception(failure);
    } catch (const fiber_cancelled&) {
        return true;
    } catch (...) {
        return false;
    }
}

} // namespace detail::cancels
} // namespace weft
