// SPDX-License-Identifier: BSL-1.0
#include "model/engine.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <exception>
#include <utility>

namespace weft::detail::model {
namespace {

constexpr std::size_t k_stack_bytes = std::size_t{256} << 10;
constexpr std::uint64_t k_most_steps = 15'000; // so that no epoch runs over
constexpr time_point k_epoch{std::chrono::hours(1)};

/// For each mask the threads in it, ascending.
struct id_table {
    std::uint32_t ids[1U << k_threads][k_threads];

    constexpr id_table() : ids() {
        for (unsigned mask = 0; mask < (1U << k_threads); ++mask)
            for (unsigned thread = 0, count = 0; thread < k_threads; ++thread)
                if ((mask & (1U << thread)) != 0) ids[mask][count++] = thread;
    }
};
constexpr id_table k_ids;

} // namespace

engine::engine(std::function<void()> body, const model_options& options, std::uint64_t max_steps)
    : body_(std::move(body)),
      options_(options),
      max_steps_(std::min(max_steps, k_most_steps)),
      stacks_(stack_options{.size = k_stack_bytes}),
      exceptions_(thread_exception_globals()) {
    for (virtual_thread& each : all_) each.exec.stk = stacks_.allocate();
}

engine::~engine() {
    for (const virtual_thread& each : all_) stacks_.release(each.exec.stk);
}

run_outcome engine::run(strategy& chooser, trace_sink* trace) {
    reset(chooser, trace);
    engine* const outer = std::exchange(current_, this);
    const exception_globals saved = std::exchange(*exceptions_, {});
    switch_execution(runner_, all_[0].exec, &all_[0]);
    *exceptions_ = saved;
    current_ = outer;
    outcome_.steps = steps_;
    outcome_.hash = hash_;
    return std::move(outcome_);
}

void engine::reset(strategy& chooser, trace_sink* trace) {
    chooser_ = &chooser;
    trace_ = trace;
    running_ = 0;
    threads_ = 1;
    asked_ = true;
    ready_ = bit(0);
    turns_ = 0;
    timed_ = next_due_ = pausing_ = ended_ = 0;
    surprises_ = options_.surprises;
    steps_ = 0;
    hash_ = 0;
    now_ = k_epoch;
    moved_clock_ = 0;
    outcome_ = {};
    dead_.clear();
    names_.clear();
    memory_.begin_run(options_.tells_states && chooser.wants_states());
    prepare(0, "body");
    all_[0].call = nullptr;
}

void engine::prepare(unsigned index, const char* name) {
    virtual_thread& made = all_[index];
    stack* const stk = made.exec.stk;
    made.exec.ctx = default_context::make(stk->top, stk->size(), enter);
    made.exceptions = {};
    made.name = name;
    made.waits = wait_kind::none;
    made.at_access = made.timed_out = false;
    made.has_locals = false;
    std::memset(made.locals, 0, sizeof(made.locals));
}

virtual_thread& engine::start(const char* name) {
    if (threads_ == k_threads) fail("a model has 7 virtual threads at most");
    prepare(threads_, name);
    memory_.begin_thread(threads_, running_);
    ready_ |= bit(threads_);
    asked_ = false; // the starter was chosen before this thread could be: its next access is a point
    return all_[threads_++];
}

void engine::enter(void* payload) {
    engine& self = *current_;
    virtual_thread& me = *static_cast<virtual_thread*>(payload);
    arrive(&me.exec);
    self.run_callable(me);
    self.end_of_thread(me);
}

void engine::run_callable(virtual_thread& me) noexcept {
    try {
        me.call == nullptr ? body_() : me.call(me.callable);
    } catch (const std::exception& thrown) {
        fail(std::string("an exception left a virtual thread: ") + thrown.what());
    } catch (...) {
        fail("an exception left a virtual thread");
    }
}

void engine::end_of_thread(virtual_thread& me) {
    const auto index = static_cast<unsigned>(&me - all_.data());
    ended_ |= bit(index);
    if (me.has_locals) bury(me.locals, sizeof(me.locals));
    ready_ &= ~bit(index);
    if (index == 0) {
        if (std::popcount(ended_) != static_cast<int>(threads_))
            fail("the body ended before its threads: call join_all()");
        back_to_runner();
    }
    for (unsigned other = 0; other < threads_; ++other)
        if (all_[other].waits == wait_kind::join && (all_[other].joins & ~ended_) == 0) ready_ |= bit(other);
    suspend();
    std::terminate(); // nobody chooses one that ended
}

void engine::join_all() { join_these((bit(threads_) - 1) & ~bit(0)); }

void engine::join_these(std::uint32_t wanted) {
    const unsigned joiner = running_;
    virtual_thread& me = self();
    if ((wanted & ~ended_) != 0) {
        me.waits = wait_kind::join;
        me.joins = wanted;
        ready_ &= ~bit(joiner);
        suspend();
        me.waits = wait_kind::none;
    }
    for (unsigned ended = 1; ended < threads_; ++ended)
        if ((wanted & bit(ended)) != 0) memory_.join(joiner, ended);
}

/// Who of `able` runs next.
unsigned engine::ask(std::uint32_t able, unsigned current) {
    const std::uint32_t* const ids = k_ids.ids[able];
    if (memory_.past().is_wanted()) chooser_->reached(state());
    return ids[chooser_->choose({ids, static_cast<unsigned>(std::popcount(able)), current})];
}

/// The past, and what is not in it: who can run, who pauses and for how long compared with the others.
std::uint64_t engine::state() const noexcept {
    std::uint64_t who = ready_ | timed_ << 8 | pausing_ << 16 | ended_ << 24;
    who |= std::uint64_t{surprises_} << 32;
    for (unsigned one = 0; one < threads_; ++one)
        for (unsigned other = one + 1; other < threads_; ++other)
            if ((pausing_ & bit(one)) != 0 && (pausing_ & bit(other)) != 0)
                who = past::mixed(who + (all_[one].since < all_[other].since ? 1 : 2));
    return past::mixed(memory_.past().sum() + past::mixed(who));
}

void engine::choose_and_switch(std::uint32_t able) {
    const unsigned next = ask(able, static_cast<unsigned>(std::popcount(able & (bit(running_) - 1))));
    if (next == running_) return;
    self().at_access = true;
    switch_to(next);
}

/// Leaves the running thread, which cannot go on: somebody else is chosen.
void engine::suspend() {
    if (able_mask() == 0 && pausing_ != 0) end_longest_pause();
    const std::uint32_t able = able_mask();
    if (able == 0) fail("deadlock: " + who_waits());
    const unsigned next =
        std::has_single_bit(able) ? static_cast<unsigned>(std::countr_zero(able)) : ask(able, k_nobody_runs);
    self().at_access = false;
    if (next == running_)
        asked_ = true; // it may go on after all: its deadline came, or it paused
    else
        switch_to(next);
}

void engine::switch_to(unsigned next) {
    virtual_thread& from = self();
    virtual_thread& to = all_[next];
    asked_ = !to.at_access;
    running_ = next;
    switch_between(from, to);
}

void engine::switch_between(virtual_thread& from, virtual_thread& to) {
    if (exceptions_->any() || to.exceptions.any()) [[unlikely]] {
        from.exceptions = std::exchange(*exceptions_, to.exceptions);
        to.exceptions = {};
    }
    switch_execution(from.exec, to.exec, &to);
}

void engine::back_to_runner() {
    *exceptions_ = {};
    switch_execution(self().exec, runner_, nullptr);
    std::terminate();
}

void engine::fail(std::string what) {
    outcome_.failed = true;
    ++failed_runs_;
    outcome_.what = std::move(what);
    if (trace_ != nullptr) trace_->event(self().name, "fails", "");
    back_to_runner();
}

void engine::fail_endless() { fail("endless: " + std::to_string(max_steps_) + " steps and no end (a livelock?)"); }

} // namespace weft::detail::model
