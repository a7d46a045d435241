// SPDX-License-Identifier: BSL-1.0
#include "observe/deadlock_report.hpp"

#include "base/blocking_mutex.hpp"
#include "fiber/describe.hpp"
#include "fiber/record_pool.hpp"
#include "observe/fiber_sight.hpp"
#include "observe/live_fibers.hpp"

#include <weft/detail/base/lock_scope.hpp>
#include <weft/lowlevel/waiter.hpp>

#include <utility>

namespace weft::detail::observe {
namespace {

struct reporting {
    report_text& text;
    object_namer name;
    workers_now workers;
};

const waiting_unit* holder_of(const lowlevel::wait_kind& kind, const void* object) noexcept {
    return kind.holder != nullptr ? kind.holder(object) : nullptr;
}

/// The fiber that is waited for itself, in a join; null for other waits. Records of fibers are never unmapped.
const fiber_record* joined_in(const fiber_sight& seen) noexcept {
    return seen.kind->holder == nullptr ? nullptr : record_pool::instance().find(seen.object);
}

void describe_other(const reporting& to, const fiber_record& fiber) noexcept {
    fiber_sight seen;
    if (look_at(fiber, seen))
        describe_fiber(to.text, seen.name.data(), seen.id);
    else
        to.text.add("a fiber that has ended");
}

void describe_holder(const reporting& to, const waiting_unit& holder) noexcept {
    to.text.add(", which ");
    if (holder.sink() == nullptr)
        describe(to.text, holder);
    else
        describe_other(to, static_cast<const fiber_record&>(holder));
    to.text.add(" holds");
}

void describe_wait(const reporting& to, const fiber_sight& seen) noexcept {
    to.text.add(seen.kind->verb);
    if (const fiber_record* const joined = joined_in(seen)) {
        to.text.add(" ");
        describe_other(to, *joined);
        return;
    }
    if (seen.object != nullptr) {
        to.text.add(" ");
        to.name(to.text, seen.object);
    }
    if (to.workers == workers_now::run) return; // the object may go away meanwhile
    if (const waiting_unit* const holder = holder_of(*seen.kind, seen.object)) describe_holder(to, *holder);
}

void describe_state(const reporting& to, const fiber_sight& seen) noexcept {
    switch (seen.is) {
    case fiber_sight::state::waits: return describe_wait(to, seen);
    case fiber_sight::state::unstarted: to.text.add("has not started"); return;
    case fiber_sight::state::started:
        to.text.add(to.workers == workers_now::run ? "runs, or is ready to" : "joins a fiber that runs in its place");
        return;
    }
}

/// One line for each fiber; those that are like the one before are only counted.
class listing {
public:
    explicit listing(const reporting& to) noexcept : to_(to) {}

    void add(const fiber_sight& seen) noexcept {
        if (is_first_ || !seen.is_like(last_)) {
            end();
            show(seen);
        } else {
            ++alike_;
        }
        last_ = seen;
        is_first_ = false;
    }

    void end() noexcept {
        if (const std::uint64_t more = std::exchange(alike_, 0); more != 0)
            to_.text.add("weft:     ... and ").add_decimal(more).add(" more like it\n");
    }

private:
    void show(const fiber_sight& seen) noexcept {
        to_.text.add("weft:   ");
        describe_fiber(to_.text, seen.name.data(), seen.id);
        to_.text.add(", spawned at ").add_place(seen.file, seen.line).add(": ");
        describe_state(to_, seen);
        to_.text.add("\n");
    }

    const reporting& to_;
    fiber_sight last_;
    bool is_first_ = true;
    std::uint64_t alike_ = 0;
};

/// The fiber that `fiber` waits for; null when it waits for nobody in particular.
const fiber_record* next_in_cycle(const fiber_record& fiber) noexcept {
    const lowlevel::waiter* const wait = fiber.wait();
    const waiting_unit* const holder = wait != nullptr ? holder_of(wait->kind(), wait->object()) : nullptr;
    return holder != nullptr && holder->sink() != nullptr ? static_cast<const fiber_record*>(holder) : nullptr;
}

bool is_on_a_cycle(const fiber_record& start) noexcept {
    constexpr int k_longest = 10'000;
    const fiber_record* at = next_in_cycle(start);
    for (int steps = 0; at != nullptr && steps < k_longest; ++steps, at = next_in_cycle(*at))
        if (at == &start) return true;
    return false;
}

void describe_cycle(const reporting& to, const fiber_record& start) noexcept {
    to.text.add("weft:   cycle: ");
    const fiber_record* at = &start;
    do {
        describe(to.text, *at);
        to.text.add(" -> ");
        const lowlevel::waiter& wait = *at->wait();
        at = next_in_cycle(*at);
        if (wait.object() != at) {
            to.name(to.text, wait.object());
            to.text.add(" -> ");
        }
    } while (at != &start);
    describe(to.text, start);
    to.text.add("\n");
}

} // namespace

void describe_waits(report_text& text, const ready_sink& core, object_namer name, workers_now workers) noexcept {
    static blocking_mutex lock; // of the list, which is too large for a fiber's stack
    static fiber_list fibers;
    const lock_scope guard(lock);
    const reporting to{text, name, workers};
    fibers.look(core);
    listing lines(to);
    fiber_sight seen;
    for (const fiber_record* each : fibers.shown())
        if (look_at(*each, seen)) lines.add(seen);
    lines.end();
    if (fibers.left_out() != 0) text.add("weft:   ... and ").add_decimal(fibers.left_out()).add(" more fibers\n");
    if (workers == workers_now::run) return;
    for (const fiber_record* each : fibers.shown())
        if (is_on_a_cycle(*each)) return describe_cycle(to, *each);
}

void describe_deadlock(report_text& text, const ready_sink& core, object_namer name) noexcept {
    text.add("deadlock: nothing is ready, and nothing can wake these fibers:\n");
    describe_waits(text, core, name, workers_now::stand_still);
}

} // namespace weft::detail::observe
