// SPDX-License-Identifier: BSL-1.0
#include "testing/simulator.hpp"

#include "fiber/describe.hpp"
#include "fiber/record_pool.hpp"
#include "observe/deadlock_report.hpp"
#include "runtime/runtime_core.hpp"

#include <cstring>
#include <fmt/format.h>

namespace weft::detail::kit {
namespace {

std::string short_name_of(const fiber_record& fiber) {
    return *fiber.name_or_empty() != '\0' ? fiber.name : fmt::format("fiber #{}", fiber.id);
}

} // namespace

void simulator::mix(std::uint64_t word) noexcept {
    constexpr std::uint64_t k_prime = 0x100000001b3; // FNV-1a, by words
    outcome_.hash = (outcome_.hash ^ word) * k_prime;
}

std::size_t simulator::choose(const fiber_record* running) {
    const auto count = static_cast<unsigned>(ready.size());
    unsigned chosen = 0;
    if (count > 1) {
        const unsigned current = running != nullptr ? static_cast<unsigned>(ready.index_of(*running)) : k_nobody_runs;
        chosen = chooser_.choose({ready.numbers().data(), count, current});
    }
    mix(ready.numbers()[chosen]);
    return chosen;
}

bool simulator::fails_allocation(const fiber_record& who) {
    if (!allocations_fail_ || does_own_work() || outcome_.failed) return false;
    const own_work own(this);
    ++allocations_;
    if (!chooser_.choose_failure()) return false;
    failed_allocation_ = allocations_;
    meet(who, "gets no memory", nullptr);
    return true;
}

void simulator::name(const void* object, std::string name) {
    const own_work own(this);
    names_[object] = std::move(name);
}

void simulator::meet(const fiber_record& who, const char* what, const void* object) {
    const own_work own(this);
    mix(who.id);
    mix(std::strlen(what));
    if (++outcome_.steps > most_steps_)
        fail(fmt::format("endless: the run has more than {} steps (a loop that only yields?)", most_steps_));
    if (trace_ != nullptr) show(who, what, object);
}

void simulator::show(const fiber_record& who, const char* what, const void* object) {
    trace_->event(short_name_of(who), what, object != nullptr ? trace_name_of(object) : std::string{});
}

/// As name_of(), for the column of a trace; unnamed objects are numbered in the order of their first event.
std::string simulator::trace_name_of(const void* object) {
    if (const fiber_record* const fiber = record_pool::instance().find(object)) return short_name_of(*fiber);
    return names_.try_emplace(object, fmt::format("object {}", names_.size() + 1)).first->second;
}

/// How reports call an object.
std::string simulator::name_of(const void* object) const {
    if (const auto found = names_.find(object); found != names_.end()) return fmt::format("'{}'", found->second);
    string_text text;
    if (const fiber_record* const fiber = record_pool::instance().find(object))
        describe(text, *fiber);
    else
        name_by_address(text, object);
    return text.take();
}

void simulator::report_deadlock(const runtime_core& core) {
    string_text text;
    describe_deadlock(text, core, [this](report_text& to, const void* object) { to.add(name_of(object)); });
    std::string report = text.take();
    report.pop_back(); // the end of the last line
    fail(std::move(report));
}

void simulator::fail(std::string what) {
    const own_work own(this);
    if (outcome_.failed) return;
    outcome_.failed = true;
    outcome_.what = std::move(what);
}

simulator* simulator_here() noexcept {
    const worker* const here = this_worker();
    return here != nullptr ? static_cast<simulator*>(here->core().simulated()) : nullptr;
}

} // namespace weft::detail::kit
