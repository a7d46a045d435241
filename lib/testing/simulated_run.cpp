// SPDX-License-Identifier: BSL-1.0
#include "testing/simulated_run.hpp"

#include "base/blocking_mutex.hpp"
#include "explore/strategies.hpp"
#include "runtime/runtime_core.hpp"
#include "testing/simulator.hpp"

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/task/spawn_on.hpp>

#include <memory>
#include <vector>

namespace weft::detail::kit {
namespace {

/// Cores that are never destroyed. Any thread.
class grave {
public:
    void take(core_pointer core) {
        const lock_scope guard(lock_);
        kept_.push_back(std::move(core));
    }

private:
    blocking_mutex lock_;
    std::vector<core_pointer> kept_ WEFT_GUARDED_BY(lock_);
};

/// A core whose fibers will never be continued. The address sanitizer's marks stay on their stacks, so it keeps those.
void bury(core_pointer core, simulator& sim) {
    core->forget_fibers();
    sim.memory().forgive();
    if constexpr (WEFT_HAS_ASAN) {
        static auto& kept = *new grave();
        kept.take(std::move(core));
    }
}

options options_of(const simulated_program& program) {
    options how;
    how.workers = 1;
    how.stack_size = program.stack_size;
    how.time = time_source::virtual_time;
    return how;
}

} // namespace

simulated_end run_simulated(const simulated_program& program, strategy& chooser, trace_sink* trace) {
    const observation on;
    auto sim = std::make_unique<simulator>(chooser, trace, program.most_steps);
    if (program.allocations == allocations::may_fail) sim->let_allocations_fail();
    core_pointer core = make_core(options_of(program), workers_are::first_is_caller, sim.get());
    simulated_end end;
    auto main = spawn_on(
        *core, {.name = "main"},
        [&, stop = stop_at_end(core.get())] {
            try {
                program.body();
            } catch (...) {
                end.left = std::current_exception();
            }
        },
        program.where);
    drive(*core, fiber_access::record(main));
    end.outcome = sim->take_outcome();
    end.failed_allocation = sim->failed_allocation() != 0;
    if (!core->was_given_up()) {
        main.join();
        return end;
    }
    fiber_access::forget(main);
    bury(std::move(core), *sim);
    return end;
}

simulated_end run_simulated_with(std::uint64_t seed, const simulated_program& program) {
    const auto chooser = make_random(seed);
    chooser->begin_run();
    simulated_end end = run_simulated(program, *chooser, nullptr);
    chooser->end_run();
    return end;
}

} // namespace weft::detail::kit
