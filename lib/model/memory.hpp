// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "model/past.hpp"
#include "model/vector_clock.hpp"

#include "explore/strategy.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace weft::detail::model {

/// The memory of atomics as C++20 orders it, for one run of virtual threads.
///
/// Modelled. The modification order of a location is the order in which its stores were executed, and so is the total
/// order of seq_cst operations; a read-modify-write reads the newest store. A compare-exchange that fails is a load,
/// and so is the comparison at the beginning of a futex wait (model_options::old_failures). A load may return any of
/// the location's last k_history stores that neither happens-before, coherence nor the seq_cst rules hide
/// ([intro.races] 15-18, [atomics.order] 4): that is, no newer store is known, where a store is known to a load when
///   - writing it, or reading it, happens before the load (write-read and read-read coherence), or
///   - writing it, or reading it, happens before a seq_cst fence that comes before a seq_cst fence that happens before
///     the load, or before the load itself if that is seq_cst, or
///   - it was written or read by a seq_cst operation that comes before such a fence, or before the load if that is
///     seq_cst.
/// Release sequences are headed by a release store and continued by read-modify-writes of any thread. Release and
/// acquire fences work with the relaxed accesses after and before them. Not modelled: executions that need a
/// modification order unlike the order of execution, values out of thin air, loads that return stores yet to be
/// executed, histories longer than k_history, and memory_order_consume.
///
/// Many functions: most are one rule of the standard each.
class memory {
public:
    static constexpr unsigned k_history = 8;

    memory();

    /// Forgets everything; the body, thread 0, begins. The past is kept when it is wanted.
    void begin_run(bool wants_past) noexcept;

    /// `child` begins; everything that `parent` did happened before.
    void begin_thread(unsigned child, unsigned parent) noexcept;

    /// Everything that `ended` did happens before what `thread` does from now on.
    void join(unsigned thread, unsigned ended) noexcept {
        at_[thread].known.merge(at_[ended].known);
        past_.step(thread, past_.of(ended));
    }

    /// What a load returns, which `chooser` decides. `choice` tells how old it is, 0 the newest.
    std::uint64_t load(unsigned thread, const void* where, std::uint64_t newest, std::memory_order order,
                       strategy& chooser, unsigned& choice) noexcept;

    void store(unsigned thread, const void* where, std::uint64_t before, std::uint64_t value,
               std::memory_order order) noexcept;

    /// A read-modify-write that wrote `value` over `before`.
    void exchange(unsigned thread, const void* where, std::uint64_t before, std::uint64_t value,
                  std::memory_order order) noexcept;

    /// A compare-exchange that read the newest store and wrote nothing.
    void refused(unsigned thread, const void* where, std::uint64_t newest, std::memory_order order) noexcept;

    /// A compare-exchange that `chooser` lets fail on an old value, other than the expected one, which a load might
    /// return: that is in `old` then.
    bool fail_on_old(unsigned thread, const void* where, std::uint64_t newest, std::uint64_t expected,
                     std::memory_order order, strategy& chooser, std::uint64_t& old) noexcept;

    /// Lets the comparison of a futex wait find an old value, the expected one. That value must not be hidden by a
    /// wake-up of the location, nor by anything that the thread knows. Returns false when there is none, or when
    /// `chooser` wants the newest value: then the comparison finds that.
    bool wait_on_old(unsigned thread, const void* where, std::uint32_t newest, std::uint32_t expected,
                     strategy& chooser) noexcept;

    /// A futex wake-up: a wait that begins later compares no value older than what the waker knew.
    void wake(unsigned thread, const void* where) noexcept { find(where).woken.merge(at_[thread].known.happened); }

    void fence(unsigned thread, std::memory_order order) noexcept;

    /// A seq_cst fence of the first `threads` threads at once, made by one of them: membarrier.
    void fence_of_all(unsigned thread, unsigned threads) noexcept;

    /// The next load of the thread reads the newest store: so a loop that spins ends.
    void refresh(unsigned thread) noexcept { at_[thread].fresh = at_[thread].changes_newest = true; }

    /// A new object: its store of `value` happened before everything.
    void construct(unsigned thread, const void* where) noexcept;

    /// What happened so far. Whoever changes something that is neither a thread's nor a location's tells it.
    model::past& past() noexcept { return past_; }
    const model::past& past() const noexcept { return past_; }

    /// For the past: the thread does something with the location that depends on all its stores and on all such things
    /// before (a futex call).
    void touch(unsigned thread, const void* where) noexcept;

    /// The number of an object: 0 for the first that the run met, and so on. One that is made where another was has a
    /// number of its own, so where the heap puts it makes no difference.
    unsigned number_of(const void* where) noexcept { return find(where).number; }

    const vector_clock& happened(unsigned thread) const noexcept { return at_[thread].known.happened; }
    void tick(unsigned thread) noexcept;

private:
    struct written {
        std::uint64_t value = 0;
        std::uint64_t name = 0;    // in the past
        std::uint32_t sc_time = 0; // of the first seq_cst operation that wrote or read it; 0: none
        vector_clock seen;         // when each thread wrote or read it first
        knowledge released;        // what an acquire load of it learns
    };
    struct location {
        const void* where = nullptr;
        std::uint32_t number = 0;
        std::uint32_t count = 0;  // of stores, the first is 1; 0: nothing is known yet
        std::uint64_t digest = 0; // for the past: of its stores; 0 while nobody touched it
        std::array<written, k_history> last;
        vector_clock woken; // what those knew who called futex_wake()
        written& newest() noexcept { return last[count % k_history]; }
    };
    struct thread_state {
        knowledge known;
        knowledge at_release_fence; // what a relaxed store releases
        knowledge pending;          // what relaxed loads read, for an acquire fence
        bool fresh = false;
        bool changes_newest = false; // as fresh, for the next compare-exchange
    };
    struct slot {
        const void* where = nullptr;
        std::uint32_t run = 0;
        std::uint32_t index = 0;
    };

    static constexpr std::size_t k_slots = 16384; // a power of two
    static constexpr std::size_t k_locations = 8192;

    location& find(const void* where) noexcept;
    location& add(slot& into, const void* where) noexcept;
    void restart(location& at, unsigned thread, std::uint64_t value) noexcept;
    void remember(location& at, unsigned thread) noexcept;
    void step(unsigned thread, std::uint64_t what, bool sc) noexcept;
    location& look(unsigned thread, const void* where, std::uint64_t newest) noexcept;
    unsigned choices(const location& at, const thread_state& self, bool sc) const noexcept;
    void see(const thread_state& self, unsigned thread, written& from, bool sc = false) noexcept;
    void read(thread_state& self, unsigned thread, written& from, std::memory_order order) noexcept;
    written& append(location& at, unsigned thread, std::uint64_t value, bool sc) noexcept;
    void fence_part(thread_state& self) noexcept;

    std::unique_ptr<slot[]> slots_;
    std::unique_ptr<location[]> locations_;
    std::uint32_t used_ = 0;
    std::uint32_t next_number_ = 0;
    std::uint32_t run_ = 0;
    std::uint32_t sc_time_ = 0;
    vector_clock sc_fences_; // what happened before any seq_cst fence so far
    std::array<thread_state, k_threads> at_;
    model::past past_;
    std::uint64_t last_sc_fence_ = 0; // for the past: names it
};

} // namespace weft::detail::model
