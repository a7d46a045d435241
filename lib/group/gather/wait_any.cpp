// SPDX-License-Identifier: BSL-1.0
#include <weft/cancelled.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/group/gather/fiber_refs.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <numeric>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace weft::detail::gathers {
namespace {

constexpr lowlevel::wait_kind k_wait{.verb = "waits for the first of several fibers"};
constexpr lowlevel::wait_kind k_join{.verb = "waits to join",
                                     .holder = [](const void* fiber) noexcept -> const waiting_unit* {
                                         return static_cast<const fiber_record*>(fiber);
                                     }};

/// One wait in the joiners' lists of several fibers.
///
/// The wait is opened before it is in any list, and linked into one list after the other, each under its lock. Whoever
/// ends meanwhile may win it at once. A fiber that was seen to have ended before its list was entered ends the wait for
/// the waiter itself, if nobody else has won it.
class several_lists {
public:
    explicit several_lists(fiber_refs fibers) : fibers_(fibers) {
        if (fibers.size() > few_.size()) many_ = std::make_unique<place[]>(fibers.size());
    }

    /// Returns once one of them has ended, or the wait was cancelled.
    [[nodiscard]] wake_reason wait() noexcept {
        lowlevel::waiter whole(k_wait, this);
        whole.open();
        const std::size_t linked = link_all(whole);
        const bool is_over = linked != fibers_.size() && whole.claim(wake_reason::completed);
        const wake_reason why = is_over ? wake_reason::completed : whole.suspend();
        for (std::size_t i = 0; i < linked; ++i) unlink(i);
        return why;
    }

private:
    using place = std::optional<lowlevel::waiter>;

    place& at(std::size_t index) noexcept { return many_ != nullptr ? many_[index] : few_[index]; }

    /// Stops at the first that has ended; returns how many lists the wait is in.
    std::size_t link_all(const lowlevel::waiter& whole) noexcept {
        for (std::size_t i = 0; i < fibers_.size(); ++i) {
            fiber_record& fiber = *fibers_[i];
            const lock_scope guard(fiber.joiners);
            if (!fiber.life.begin_watching()) return i;
            fiber.joiners.push_back(at(i).emplace(whole, k_join, &fiber));
        }
        return fibers_.size();
    }

    void unlink(std::size_t index) noexcept {
        const lock_scope guard(fibers_[index]->joiners);
        fibers_[index]->joiners.remove(*at(index));
    }

    fiber_refs fibers_;
    std::array<place, 4> few_;
    std::unique_ptr<place[]> many_;
};

std::size_t first_ended(fiber_refs fibers) noexcept {
    for (std::size_t i = 0; i < fibers.size(); ++i) {
        if (!fibers[i]->life.is_done()) continue;
        mark_after(&fibers[i]->id); // as a join does
        return i;
    }
    return k_nobody;
}

bool has_failed(const fiber_record& ended) noexcept { return ended.failure != nullptr; }

} // namespace

std::size_t wait_for_first(fiber_refs fibers) {
    if (fibers.empty())
        throw std::invalid_argument("weft: a wait for the first of no fibers would never end: give one at least");
    checkpoint(k_wait.verb, nullptr);
    for (;;) {
        if (const std::size_t index = first_ended(fibers); index != k_nobody) return index;
        if (several_lists(fibers).wait() == wake_reason::cancelled) throw_cancelled(k_wait.verb);
    }
}

void wait_for_all(fiber_refs fibers) {
    checkpoint(k_wait.verb, nullptr);
    for (std::size_t i = 0; i < fibers.size(); ++i) static_cast<void>(wait_for_first(fibers.subspan(i, 1)));
}

void cancel_all(fiber_refs fibers, cancel_reason reason, std::string_view text) noexcept {
    for (fiber_record* const each : fibers) cancel_fiber(*each, reason, text, std::source_location::current());
}

namespace {

constexpr std::string_view k_gather_was_cancelled = "a gather of it was cancelled";

std::size_t first_that(gathers what, fiber_refs fibers, std::vector<std::size_t>* order) {
    std::vector<fiber_record*> left(fibers.begin(), fibers.end());
    std::vector<std::size_t> places(fibers.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    while (!left.empty()) {
        const auto ended = static_cast<std::ptrdiff_t>(wait_for_first(left));
        const std::size_t place = places[static_cast<std::size_t>(ended)];
        if (order != nullptr) order->push_back(place);
        if (has_failed(*fibers[place]) == (what == gathers::until_one_fails)) return place;
        left.erase(left.begin() + ended);
        places.erase(places.begin() + ended);
    }
    return k_nobody;
}

} // namespace

std::size_t wait_for_first_that(gathers what, fiber_refs fibers, std::vector<std::size_t>* order) {
    try {
        return first_that(what, fibers, order);
    } catch (const cancelled&) {
        cancel_all(fibers, cancel_reason::parent, k_gather_was_cancelled);
        throw;
    }
}

void wait_for_all_or_cancel(fiber_refs fibers) {
    try {
        wait_for_all(fibers);
    } catch (const cancelled&) {
        cancel_all(fibers, cancel_reason::parent, k_gather_was_cancelled);
        throw;
    }
}

} // namespace weft::detail::gathers
