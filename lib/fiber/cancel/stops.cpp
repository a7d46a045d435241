// SPDX-License-Identifier: BSL-1.0
#include "fiber/cancel/stops.hpp"

#include "fiber/cancel/levels.hpp"

#include <utility>

namespace weft::detail::cancels {

/// The list of all. Its functions are called with the lock of all requests.
class stop_list {
public:
    static void enter(stop_entry& entry) noexcept {
        entry.next_ = first_;
        if (first_ != nullptr) first_->previous_ = &entry;
        first_ = &entry;
    }

    static void leave(stop_entry& entry) noexcept {
        (entry.previous_ != nullptr ? entry.previous_->next_ : first_) = entry.next_;
        if (entry.next_ != nullptr) entry.next_->previous_ = entry.previous_;
        entry.release();
    }

    /// Links those that are inside, held, in front of `chain`.
    static stop_entry* all_inside(const cancelled_thing& what, stop_entry* chain) noexcept {
        for (stop_entry* each = first_; each != nullptr; each = each->next_) {
            if (!is_inside(*each, what) || each->source_.stop_requested()) continue;
            each->hold();
            each->next_stop_ = std::exchange(chain, each);
        }
        return chain;
    }

    static stop_entry* after(const stop_entry& entry) noexcept { return entry.next_stop_; }

private:
    /// Walks outwards, as outermost_request() does.
    static bool is_inside(const stop_entry& entry, const cancelled_thing& what) noexcept {
        if ((entry.level_ != nullptr ? entry.level_->hidden : 0) >= what.depth) return false;
        const fiber_record* fiber = &entry.fiber_;
        for (const cancel_level* at = entry.level_;; fiber = at->owner.load(memory_order_relaxed)) {
            for (; is_own(at, *fiber); at = at->outer)
                if (at == what.level) return true;
            if (fiber == what.fiber) return true;
            if (at == nullptr) return false;
        }
    }

    static stop_entry* first_;
};

stop_entry* stop_list::first_ = nullptr;

void enter_stops(stop_entry& entry) noexcept { stop_list::enter(entry); }
void leave_stops(stop_entry& entry) noexcept { stop_list::leave(entry); }

void stops_to_make::add_all_inside(const cancelled_thing& what) noexcept {
    first_ = stop_list::all_inside(what, first_);
}

stops_to_make::~stops_to_make() {
    while (stop_entry* const each = first_) {
        first_ = stop_list::after(*each);
        each->stop();
        each->release();
    }
}

} // namespace weft::detail::cancels
