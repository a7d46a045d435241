// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "model/memory.hpp"
#include "model/options.hpp"
#include "model/virtual_thread.hpp"

#include "context/stack/stack_pool.hpp"
#include "explore/exploration.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::detail::model {

/// Runs a body and the virtual threads it starts, one at a time, on contexts of the calling OS thread. Each shared
/// access is a point: before it the strategy says who runs next. A thread that was just chosen makes its access without
/// a second question, so an access is one choice. Thread 0 is the body.
///
/// A virtual thread waits in a futex or a join. Of those that wait with a deadline the one whose deadline is the
/// earliest can be chosen as well: its wait times out, and the virtual clock moves to the deadline. Deadlines pass in
/// their order: a thread that gets no core when its time has come is one that timed out and was preempted at once. One
/// that pauses lets the others go on until one of them writes; when all pause, they take turns. When nobody can run and
/// somebody waits, the run fails. A run that fails is left where it is: no stack is unwound.
///
/// Many functions: half of them override those of `world`, one for each access that a model may make. Many fields: a
/// run's threads, its memory, its clock and the strategy's choices are one state, which every access moves.
class engine final : public world {
public:
    engine(std::function<void()> body, const model_options& options, std::uint64_t max_steps);
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;
    ~engine() override;

    run_outcome run(strategy& chooser, trace_sink* trace) override;

    /// The engine whose run the calling code is part of; null outside a run.
    static engine* current() noexcept { return current_; }

    // For the body and the virtual threads.

    /// A new virtual thread, for which the caller constructs the callable; ready from now on.
    virtual_thread& start(const char* name);
    void join_all();
    void join(unsigned index) { join_these(bit(index)); }
    /// How many runs have failed, in all engines: what they left behind is not to be used.
    static std::uint64_t failed_runs() noexcept { return failed_runs_; }
    [[noreturn]] void fail(std::string what);

    /// The point before an access: returns when the calling thread is to make it.
    void point() {
        if (++steps_ > max_steps_) [[unlikely]]
            fail_endless();
        if (std::exchange(asked_, false)) return;
        const std::uint32_t able = able_mask();
        if (able != bit(running_)) choose_and_switch(able);
    }

    /// A thread that writes lets those go on that pause.
    void wrote() noexcept { ready_ |= std::exchange(pausing_, 0); }

    void pause();
    bool wait_on_futex(const void* word, std::uint32_t expected, time_point deadline);
    void wake_futex(const void* word, int count);
    bool is_surprised();
    unsigned choose(unsigned count);
    time_point now();

    model::memory& memory() noexcept { return memory_; }
    strategy& chooser() noexcept { return *chooser_; }
    unsigned running() const noexcept { return running_; }
    unsigned threads() const noexcept { return threads_; }
    virtual_thread& self() noexcept { return all_[running_]; }
    virtual_thread& thread(unsigned index) noexcept { return all_[index]; }
    const model_options& options() const noexcept { return options_; }

    /// What happens, for the hash of the run.
    void note(std::uint64_t kind, const void* where) noexcept {
        hash_ =
            (hash_ ^ (kind << 8 | running_) ^ (std::uint64_t{memory_.number_of(where)} << 32)) * 0x9e3779b97f4a7c15ULL;
        hash_ ^= hash_ >> 29;
    }
    bool traced() const noexcept { return trace_ != nullptr; }
    void trace(std::string_view what, const void* where);

    void name_object(const void* object, std::size_t size, std::string_view name);
    std::string name_of(const void* where);

    /// Any access to these bytes fails the run from now on.
    void bury(const void* object, std::size_t size) { dead_.emplace_back(object, size); }
    void check_alive(const void* where) {
        if (!dead_.empty()) [[unlikely]]
            check_graves(where);
    }

private:
    static constexpr std::uint32_t bit(unsigned thread) noexcept { return 1U << thread; }
    static void enter(void* payload);

    struct named {
        const std::byte* begin;
        std::size_t size;
        std::string name;
    };

    std::uint32_t able_mask() const noexcept { return ready_ | next_due_; }
    void join_these(std::uint32_t wanted);
    void reset(strategy& chooser, trace_sink* trace);
    void prepare(unsigned index, const char* name);
    void choose_and_switch(std::uint32_t able);
    void suspend();
    void end_longest_pause();
    void set_timed(unsigned index, bool is_timed) noexcept;
    void advance(time_point later);
    std::uint64_t state() const noexcept;
    unsigned ask(std::uint32_t able, unsigned current);
    void switch_to(unsigned next);
    void switch_between(virtual_thread& from, virtual_thread& to);
    void run_callable(virtual_thread& self) noexcept;
    void end_of_thread(virtual_thread& self);
    [[noreturn]] void back_to_runner();
    [[noreturn]] void fail_endless();
    void check_graves(const void* where);
    std::string who_waits();

    static inline engine* current_ = nullptr;
    static inline std::uint64_t failed_runs_ = 0;

    const std::function<void()> body_;
    const model_options options_;
    const std::uint64_t max_steps_;
    stack_pool stacks_;
    execution runner_;
    exception_globals* const exceptions_;
    model::memory memory_;
    std::array<virtual_thread, k_threads> all_;

    // Of the run. The masks have a bit for each thread.
    strategy* chooser_ = nullptr;
    trace_sink* trace_ = nullptr;
    unsigned running_ = 0;
    unsigned threads_ = 0;
    bool asked_ = false;         // the running thread was just chosen: its next access is no point
    std::uint32_t ready_ = 0;    // can run (the running one too)
    std::uint32_t timed_ = 0;    // waits with a deadline
    std::uint32_t next_due_ = 0; // of these, whose deadline is the earliest
    std::uint32_t pausing_ = 0;  // gives way until somebody writes
    std::uint32_t ended_ = 0;
    std::uint64_t turns_ = 0; // numbers the waits and pauses
    unsigned surprises_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t hash_ = 0;
    time_point now_{};
    std::uint64_t moved_clock_ = 0; // for the past: names the last move of the clock
    run_outcome outcome_;
    std::vector<std::pair<const void*, std::size_t>> dead_;
    std::vector<named> names_;
};

} // namespace weft::detail::model
