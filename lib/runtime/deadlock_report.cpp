// SPDX-License-Identifier: BSL-1.0
#include "runtime/deadlock_report.hpp"

#include "fiber/describe.hpp"
#include "runtime/live_fibers.hpp"

#include <weft/lowlevel/waiter.hpp>

#include <fmt/format.h>
#include <vector>

namespace weft::detail {
namespace {

const waiting_unit* holder_of(const lowlevel::waiter& wait) {
    return wait.kind().holder != nullptr ? wait.kind().holder(wait.object()) : nullptr;
}

/// True when what is waited for is the fiber itself.
bool is_joined(const lowlevel::waiter& wait) { return wait.object() == holder_of(wait); }

std::string describe_wait(const lowlevel::waiter& wait, const object_namer& name) {
    const waiting_unit* const holder = holder_of(wait);
    if (holder != nullptr && is_joined(wait)) return fmt::format("{} {}", wait.kind().verb, describe(*holder));
    std::string text = wait.kind().verb;
    if (wait.object() != nullptr) text += fmt::format(" {}", name(wait.object()));
    if (holder != nullptr) text += fmt::format(", which {} holds", describe(*holder));
    return text;
}

std::string describe_state(const fiber_record& fiber, const object_namer& name) {
    if (const lowlevel::waiter* const wait = fiber.wait()) return describe_wait(*wait, name);
    return fiber.life.is_claimed() ? "joins a fiber that runs in its place" : "has not started";
}

/// The fiber that `fiber` waits for; null when it waits for nobody in particular.
const fiber_record* next_in_cycle(const fiber_record& fiber) {
    const lowlevel::waiter* const wait = fiber.wait();
    const waiting_unit* const holder = wait != nullptr ? holder_of(*wait) : nullptr;
    return holder != nullptr && holder->sink() != nullptr ? static_cast<const fiber_record*>(holder) : nullptr;
}

std::string describe_cycle(const std::vector<const fiber_record*>& path, const object_namer& name) {
    std::string text = "weft:   cycle: ";
    for (const fiber_record* each : path) {
        const lowlevel::waiter& wait = *each->wait();
        text += describe(*each) + " -> ";
        if (!is_joined(wait)) text += name(wait.object()) + " -> ";
    }
    return text + describe(*path.front()) + "\n";
}

/// Follows the holders from `start`; the cycle back to it, or nothing.
std::vector<const fiber_record*> cycle_from(const fiber_record& start, std::size_t most) {
    std::vector<const fiber_record*> path;
    for (const fiber_record* at = &start; at != nullptr && path.size() <= most; at = next_in_cycle(*at)) {
        if (!path.empty() && at == &start) return path;
        path.push_back(at);
    }
    return {};
}

} // namespace

std::string name_by_address(const void* object) { return fmt::format("at {}", object); }

std::string describe_waits(const ready_sink& core, const object_namer& name) {
    const auto fibers = live_fibers_of(core);
    std::string text;
    for (const fiber_record* each : fibers)
        text += fmt::format("weft:   {}, spawned at {}:{}: {}\n", describe(*each), each->spawn_file, each->spawn_line,
                            describe_state(*each, name));
    for (const fiber_record* each : fibers) {
        const auto cycle = cycle_from(*each, fibers.size());
        if (!cycle.empty()) return text + describe_cycle(cycle, name);
    }
    return text;
}

std::string describe_deadlock(const ready_sink& core, const object_namer& name) {
    std::string text = "deadlock: nothing is ready, and nothing can wake these fibers:\n" + describe_waits(core, name);
    text.pop_back();
    return text;
}

} // namespace weft::detail
