// SPDX-License-Identifier: BSL-1.0
#include "model/memory.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace weft::detail::model {
namespace {

using order = std::memory_order;

constexpr bool acquires(order o) noexcept { return o == order::acquire || o == order::acq_rel || o == order::seq_cst; }
constexpr bool releases(order o) noexcept { return o == order::release || o == order::acq_rel || o == order::seq_cst; }

} // namespace

memory::memory() : slots_(new slot[k_slots]), locations_(new location[k_locations]) {}

void memory::begin_run(bool wants_past) noexcept {
    if (++run_ == 0) { // old slots would look new
        for (std::size_t index = 0; index < k_slots; ++index) slots_[index] = {};
        run_ = 1;
    }
    used_ = 0;
    next_number_ = 0;
    sc_time_ = 0;
    sc_fences_ = {};
    at_[0] = {};
    past_.begin_run(wants_past);
    last_sc_fence_ = 0;
}

void memory::begin_thread(unsigned child, unsigned parent) noexcept {
    at_[child] = {};
    at_[child].known = at_[parent].known;
    past_.begin_thread(child, parent);
}

void memory::tick(unsigned thread) noexcept {
    vector_clock& happened = at_[thread].known.happened;
    happened.set(thread, static_cast<epoch>(happened[thread] + 1));
}

memory::location& memory::find(const void* where) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(where);
    for (std::size_t index = (address >> 2) * 0x9e3779b97f4a7c15ULL >> 50;; index = (index + 1) % k_slots) {
        slot& here = slots_[index];
        if (here.run != run_) return add(here, where);
        if (here.where == where) return locations_[here.index];
    }
}

memory::location& memory::add(slot& into, const void* where) noexcept {
    if (used_ == k_locations) {
        std::fputs("weft: model: too many atomics in one run (memory::k_locations)\n", stderr);
        std::abort();
    }
    into = {where, run_, used_};
    location& at = locations_[used_++];
    at.where = where;
    at.number = next_number_++;
    at.count = 0;
    at.digest = 0;
    at.woken = {};
    return at;
}

void memory::restart(location& at, unsigned thread, std::uint64_t value) noexcept {
    if (at.count != 0 || at.digest == 0) remember(at, thread);
    at.count = 1;
    written& first = at.newest();
    first.name = at.digest;
    first.value = value;
    first.sc_time = 0;
    first.seen = {}; // since before everything
    first.released = {};
}

void memory::construct(unsigned thread, const void* where) noexcept {
    location& at = find(where);
    at.number = next_number_++;
    at.count = 0;
    past_.replace(at.digest, 0);
    past_.step(thread, 1);
    remember(at, thread);
}

/// The location's digest changes by what the thread did last.
void memory::remember(location& at, unsigned thread) noexcept {
    if (past_.is_wanted()) past_.replace(at.digest, past::mixed(at.digest ^ past_.of(thread)));
}

void memory::touch(unsigned thread, const void* where) noexcept {
    location& at = find(where);
    past_.step(thread, at.digest);
    remember(at, thread);
}

/// For the past: seq_cst operations are in the order of seq_cst fences, and so are those.
void memory::step(unsigned thread, std::uint64_t what, bool sc) noexcept {
    past_.step(thread, sc ? what + last_sc_fence_ : what);
}

/// The location, whose history begins anew when it is a new object or raw memory was written.
memory::location& memory::look(unsigned thread, const void* where, std::uint64_t newest) noexcept {
    tick(thread);
    location& at = find(where);
    if (at.count == 0 || at.newest().value != newest) [[unlikely]]
        restart(at, thread, newest);
    return at;
}

/// How many stores a load may return: the newest, and older ones up to the first that the load must know.
unsigned memory::choices(const location& at, const thread_state& self, bool sc) const noexcept {
    vector_clock known = self.known.happened;
    known.merge(self.known.floor);
    if (sc) known.merge(sc_fences_);
    const unsigned most = std::min(at.count, k_history);
    for (unsigned age = 0; age < most; ++age) {
        const written& from = at.last[(at.count - age) % k_history];
        const bool known_by_sc = from.sc_time != 0 && (sc || from.sc_time <= self.known.fence_time);
        if (known_by_sc || from.seen.any_within(known)) return age + 1;
    }
    return most;
}

/// The thread returns to no older store.
void memory::see(const thread_state& self, unsigned thread, written& from, bool sc) noexcept {
    if (from.seen[thread] == k_never) from.seen.set(thread, self.known.happened[thread]);
    step(thread, from.name, sc);
}

void memory::read(thread_state& self, unsigned thread, written& from, order o) noexcept {
    see(self, thread, from, o == order::seq_cst);
    if (o == order::seq_cst && from.sc_time == 0) from.sc_time = ++sc_time_;
    (acquires(o) ? self.known : self.pending).merge(from.released);
}

std::uint64_t memory::load(unsigned thread, const void* where, std::uint64_t newest, order o, strategy& chooser,
                           unsigned& choice) noexcept {
    location& at = look(thread, where, newest);
    thread_state& self = at_[thread];
    const unsigned count = self.fresh ? 1 : choices(at, self, o == order::seq_cst);
    self.fresh = false;
    choice = count == 1 ? 0 : chooser.choose_value(count);
    written& from = at.last[(at.count - choice) % k_history];
    read(self, thread, from, o);
    return from.value;
}

memory::written& memory::append(location& at, unsigned thread, std::uint64_t value, bool sc) noexcept {
    ++at.count;
    written& made = at.newest();
    made.value = value;
    made.sc_time = sc ? ++sc_time_ : 0;
    made.seen = vector_clock::all(k_never);
    made.seen.set(thread, at_[thread].known.happened[thread]);
    made.name = past_.of(thread);
    remember(at, thread);
    return made;
}

void memory::store(unsigned thread, const void* where, std::uint64_t before, std::uint64_t value, order o) noexcept {
    location& at = look(thread, where, before);
    const thread_state& self = at_[thread];
    step(thread, 2, o == order::seq_cst);
    append(at, thread, value, o == order::seq_cst).released = releases(o) ? self.known : self.at_release_fence;
}

void memory::exchange(unsigned thread, const void* where, std::uint64_t before, std::uint64_t value, order o) noexcept {
    location& at = look(thread, where, before);
    thread_state& self = at_[thread];
    self.changes_newest = false;
    read(self, thread, at.newest(), o);
    knowledge released = at.newest().released; // the release sequence goes on
    released.merge(releases(o) ? self.known : self.at_release_fence);
    append(at, thread, value, o == order::seq_cst).released = released;
}

void memory::refused(unsigned thread, const void* where, std::uint64_t newest, order o) noexcept {
    location& at = look(thread, where, newest);
    read(at_[thread], thread, at.newest(), o);
}

bool memory::fail_on_old(unsigned thread, const void* where, std::uint64_t newest, std::uint64_t expected, order o,
                         strategy& chooser, std::uint64_t& old) noexcept {
    location& at = look(thread, where, newest);
    thread_state& self = at_[thread];
    if (std::exchange(self.changes_newest, false)) return false;
    const unsigned visible = choices(at, self, o == order::seq_cst);
    std::array<written*, k_history> others{};
    unsigned found = 0;
    for (unsigned age = 1; age < visible; ++age)
        if (written& from = at.last[(at.count - age) % k_history]; from.value != expected) others[found++] = &from;
    const unsigned made = found == 0 ? 0 : chooser.choose_value(found + 1);
    if (made == 0) return false;
    read(self, thread, *others[made - 1], o);
    old = others[made - 1]->value;
    return true;
}

bool memory::wait_on_old(unsigned thread, const void* where, std::uint32_t newest, std::uint32_t expected,
                         strategy& chooser) noexcept {
    const auto compared = [](const written& made) { return static_cast<std::uint32_t>(made.value); }; // of 64 bits half
    location& at = find(where);
    if (at.count == 0 || compared(at.newest()) != newest) return false;
    thread_state knowing = at_[thread];
    knowing.known.happened.merge(at.woken);
    const unsigned visible = choices(at, knowing, false);
    for (unsigned age = 1; age < visible; ++age) {
        written& from = at.last[(at.count - age) % k_history];
        if (compared(from) != expected) continue;
        if (chooser.choose_value(2) == 0) break;
        see(at_[thread], thread, from);
        return true;
    }
    see(at_[thread], thread, at.newest());
    return false;
}

void memory::fence(unsigned thread, order o) noexcept {
    tick(thread);
    step(thread, 3, o == order::seq_cst);
    if (o == order::seq_cst) last_sc_fence_ = past_.of(thread);
    thread_state& self = at_[thread];
    if (acquires(o)) self.known.merge(self.pending);
    if (o == order::seq_cst) fence_part(self);
    if (releases(o)) self.at_release_fence = self.known;
}

/// The seq_cst part: everything known here is known after each later seq_cst fence, and what was known at the earlier
/// ones here.
void memory::fence_part(thread_state& self) noexcept {
    self.known.floor.merge(sc_fences_);
    sc_fences_.merge(self.known.happened);
    self.known.fence_time = ++sc_time_;
}

void memory::fence_of_all(unsigned thread, unsigned threads) noexcept {
    past_.step(thread, 4);                  // nothing else tells who made it
    for (int round = 0; round < 2; ++round) // in the second each learns what the others knew
        for (unsigned each = 0; each < threads; ++each) fence(each, order::seq_cst);
}

} // namespace weft::detail::model
