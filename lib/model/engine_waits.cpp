// SPDX-License-Identifier: BSL-1.0
// How virtual threads wait: futexes with deadlines on the virtual clock, and pauses.
#include "model/engine.hpp"

#include <cstring>

namespace weft::detail::model {
namespace {

constexpr auto k_leap = std::chrono::milliseconds(2);

} // namespace

void engine::pause() {
    memory_.refresh(running_);
    memory_.past().step(running_, 4);
    ready_ &= ~bit(running_);
    pausing_ |= bit(running_);
    self().since = ++turns_;
    suspend();
}

/// Nobody can go on but those who pause: the one that has paused for longest does. No choice, or spinning threads would
/// be explored in every order of their turns.
void engine::end_longest_pause() {
    unsigned longest = k_threads;
    for (unsigned index = 0; index < threads_; ++index)
        if ((pausing_ & bit(index)) != 0 && (longest == k_threads || all_[index].since < all_[longest].since))
            longest = index;
    pausing_ &= ~bit(longest);
    ready_ |= bit(longest);
}

/// As the kernel: the comparison and the beginning of the wait are one step, which orders nothing but later wake-ups.
bool engine::wait_on_futex(const void* word, std::uint32_t expected, time_point deadline) {
    point();
    note(1, word);
    memory_.touch(running_, word);
    std::uint32_t now = 0;
    std::memcpy(&now, word, sizeof(now));
    if (now != expected && !(options_.old_failures && memory_.wait_on_old(running_, word, now, expected, *chooser_))) {
        if (traced()) trace("wait: the value is another", word);
        return true;
    }
    if (is_surprised()) {
        if (traced()) trace("wait ends for no reason", word);
        return true;
    }
    if (traced()) trace("waits", word);
    virtual_thread& me = self();
    const unsigned index = running_;
    me.waits = wait_kind::futex;
    me.futex = word;
    me.deadline = deadline;
    me.since = ++turns_;
    ready_ &= ~bit(index);
    if (deadline != time_point::max()) set_timed(index, true);
    suspend();
    if (me.waits == wait_kind::none) return true;
    me.waits = wait_kind::none; // nobody woke it: it was chosen to time out
    set_timed(index, false);
    ready_ |= bit(index);
    memory_.touch(index, word); // it is in the queue no more
    advance(std::max(now_, me.deadline));
    if (traced()) trace("wait times out", word);
    return false;
}

void engine::wake_futex(const void* word, int count) {
    point();
    note(2, word);
    memory_.touch(running_, word);
    memory_.wake(running_, word);
    if (traced()) trace("wakes", word);
    for (; count > 0; --count) {
        virtual_thread* oldest = nullptr;
        for (unsigned index = 0; index < threads_; ++index) {
            virtual_thread& each = all_[index];
            if (each.waits == wait_kind::futex && each.futex == word &&
                (oldest == nullptr || each.since < oldest->since))
                oldest = &each;
        }
        if (oldest == nullptr) return;
        oldest->waits = wait_kind::none;
        const auto index = static_cast<unsigned>(oldest - all_.data());
        memory_.past().step(index, memory_.past().of(running_));
        set_timed(index, false);
        ready_ |= bit(index);
    }
}

/// Begins or ends a wait with a deadline. Equal deadlines pass in any order.
void engine::set_timed(unsigned index, bool is_timed) noexcept {
    timed_ = is_timed ? timed_ | bit(index) : timed_ & ~bit(index);
    next_due_ = 0;
    time_point first = time_point::max();
    for (unsigned each = 0; each < threads_; ++each) {
        if ((timed_ & bit(each)) == 0 || all_[each].deadline > first) continue;
        if (all_[each].deadline < first) next_due_ = 0;
        first = all_[each].deadline;
        next_due_ |= bit(each);
    }
}

/// Any choice but that of a thread or of a store.
unsigned engine::choose(unsigned count) {
    const unsigned made = chooser_->choose_value(count);
    memory_.past().step(running_, made);
    return made;
}

bool engine::is_surprised() {
    if (surprises_ == 0 || choose(2) == 0) return false;
    --surprises_;
    return true;
}

time_point engine::now() {
    if (is_surprised()) advance(now_ + k_leap);
    memory_.past().step(running_, moved_clock_);
    return now_;
}

void engine::advance(time_point later) {
    now_ = later;
    memory_.past().step(running_, moved_clock_);
    moved_clock_ = memory_.past().of(running_);
}

} // namespace weft::detail::model
