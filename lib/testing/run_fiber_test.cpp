// SPDX-License-Identifier: BSL-1.0
#include <weft/testing/run_fiber_test.hpp>

#include "base/blocking_mutex.hpp"
#include "explore/exploration.hpp"
#include "runtime/runtime_core.hpp"
#include "testing/limits.hpp"
#include "testing/simulated_run.hpp"

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/task/spawn_on.hpp>
#include <weft/testing/guards.hpp>

#include <fmt/format.h>
#include <optional>
#include <sched.h>

namespace weft::testing {
namespace {

/// What several threads found.
class findings {
public:
    void add(std::string report) {
        const detail::lock_scope guard(lock_);
        reports_.push_back(std::move(report));
    }
    std::vector<std::string> take() {
        const detail::lock_scope guard(lock_);
        return std::move(reports_);
    }

private:
    detail::blocking_mutex lock_;
    std::vector<std::string> reports_ WEFT_GUARDED_BY(lock_);
};

void run_guarded(const std::function<void()>& body, left_fibers left, const violation_handler& on_leak) {
    std::optional<no_leaked_fibers> guard;
    if (left == left_fibers::are_leaked) guard.emplace(on_leak);
    body();
}

/// Workers that left flush their caches a moment after the core has ended.
std::size_t stacks_left(detail::runtime_core& core) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (core.stacks().live() != 0 && std::chrono::steady_clock::now() < limit) ::sched_yield();
    return core.stacks().live();
}

void run_on_workers(unsigned workers, const std::function<void()>& body, const fiber_test_options& test,
                    findings& found, const std::source_location& where) {
    options how = test.runtime;
    how.workers = workers;
    const detail::core_pointer core = detail::make_core(how, detail::workers_are::first_is_caller);
    const auto report = [&found](const std::string& text) { found.add(text); };
    auto main = detail::spawn_on(
        *core, {.name = "main"},
        [&, stop = detail::stop_at_end(core.get())] {
            const no_blocking blocking(test.blocked_after, report);
            run_guarded(body, test.left_fibers, report);
        },
        where);
    detail::drive(*core, detail::fiber_access::record(main));
    if (const std::size_t left = stacks_left(*core)) found.add(fmt::format("weft: {} stacks did not come back", left));
    main.join();
}

void run_simulated_with(std::uint64_t seed, const std::function<void()>& body, const fiber_test_options& test,
                        findings& found, const std::source_location& where) {
    const std::function<void()> guarded = [&] {
        run_guarded(body, test.left_fibers, [&](const std::string& text) { found.add(text); });
    };
    const detail::simulated_end end =
        detail::run_simulated_with(seed, {guarded, detail::k_most_steps, test.runtime.stack_size, where});
    if (end.outcome.failed) found.add(fmt::format("weft: with WEFT_SEED={}: {}", seed, end.outcome.what));
    if (end.left != nullptr) std::rethrow_exception(end.left);
}

} // namespace

std::string name_of(const fiber_test_mode& mode) {
    return mode.is_simulated() ? "Simulated" : fmt::format("{}Worker{}", mode.workers, mode.workers == 1 ? "" : "s");
}

std::vector<std::string> run_fiber_test(const fiber_test_mode& mode, const std::function<void()>& body,
                                        const fiber_test_options& how, std::source_location where) {
    findings found;
    if (!mode.is_simulated()) {
        run_on_workers(mode.workers, body, how, found, where);
        return found.take();
    }
    if (const std::optional<std::uint64_t> seed = detail::seed_of_environment()) {
        run_simulated_with(*seed, body, how, found, where);
        return found.take();
    }
    std::vector<std::string> reports;
    for (std::uint64_t seed = 1; seed <= how.schedules && reports.empty(); ++seed) {
        run_simulated_with(seed, body, how, found, where);
        reports = found.take();
    }
    return reports;
}

} // namespace weft::testing
