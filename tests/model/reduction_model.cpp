// SPDX-License-Identifier: BSL-1.0
// Invariant: depth first search that goes on from equal states once shows the outcomes of a program that it shows when
// it is told no states: for random small programs of three threads, with all kinds of accesses, and for each preemption
// bound.
#include "model_test.hpp"

#include "explore/random_numbers.hpp"

#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/pause.hpp>

#include <array>
#include <set>
#include <vector>

namespace weft::test {
namespace {

using order = std::memory_order;
using end_state = std::array<std::uint32_t, 15>;

constexpr unsigned k_cells = 2;
constexpr unsigned k_workers = 3;

struct step {
    enum class kind : std::uint8_t { load, store, add, exchange_if, fence, light, heavy, pause, wait, wake };
    kind what;
    order how;
    unsigned cell;
};
using program = std::array<std::vector<step>, k_workers>;

order order_of(std::uint32_t number, bool loads, bool stores) {
    switch (number % 4) {
    case 0: return order::relaxed;
    case 1: return order::seq_cst;
    case 2: return loads ? order::acquire : order::relaxed;
    default: return stores ? order::release : order::relaxed;
    }
}

program random_program(std::uint64_t seed) {
    using enum step::kind;
    constexpr std::array kinds = {load,        load,  load,  store, store, store, add,
                                  exchange_if, fence, light, heavy, pause, wait,  wake};
    detail::random_numbers numbers(seed);
    program made;
    for (auto& steps : made) {
        for (std::uint32_t left = 2 + numbers.below(3); left != 0; --left) {
            const step::kind what = kinds[numbers.below(static_cast<std::uint32_t>(kinds.size()))];
            const bool both = what == add || what == exchange_if || what == fence;
            steps.push_back({what, order_of(numbers.below(4), both || what == load, both || what == store),
                             numbers.below(k_cells)});
        }
    }
    return made;
}

struct run_state {
    std::array<atomic<std::uint32_t>, k_cells> cells{};
    end_state out{};
};

/// What the step saw.
std::uint32_t perform(const step& at, atomic<std::uint32_t>& cell, std::uint32_t fresh) {
    std::uint32_t seen = 0;
    switch (at.what) {
    case step::kind::load: return cell.load(at.how);
    case step::kind::store: cell.store(fresh, at.how); break;
    case step::kind::add: return cell.fetch_add(fresh, at.how);
    case step::kind::exchange_if: cell.compare_exchange_strong(seen, fresh, at.how); return seen;
    case step::kind::fence: model::fence(at.how == order::relaxed ? order::acq_rel : at.how); break;
    case step::kind::light: detail::asymmetric_fence::light(); break;
    case step::kind::heavy: detail::asymmetric_fence::heavy(); break;
    case step::kind::pause: detail::cpu_pause(); break;
    case step::kind::wait:
        return detail::futex_wait_until(&cell, 0,
                                        std::chrono::steady_clock::time_point(std::chrono::hours(2 + fresh % 3)))
                   ? 1
                   : 0;
    case step::kind::wake: detail::futex_wake(&cell, 1); break;
    }
    return 0;
}

void perform_all(const std::vector<step>& steps, unsigned who, run_state& shared) {
    for (std::uint32_t index = 0; index < steps.size(); ++index)
        shared.out[who * 5 + index] = perform(steps[index], shared.cells[steps[index].cell], 16 * (who + 1) + index);
}

struct found {
    std::set<end_state> outcomes;
    std::uint64_t runs = 0;
};

found search_of(const program& what, unsigned bound, bool tells_states) {
    found result;
    model::exploration how;
    how.kind = model::exploration_kind::dfs;
    how.preemption_bound = bound;
    how.runs = 2'000'000;
    const auto body = [&] {
        run_state shared;
        thread("one", [&] { perform_all(what[0], 0, shared); });
        thread("two", [&] { perform_all(what[1], 1, shared); });
        thread("three", [&] { perform_all(what[2], 2, shared); });
        join_all();
        for (unsigned cell = 0; cell < k_cells; ++cell) shared.out[cell * 5 + 4] = shared.cells[cell].load();
        result.outcomes.insert(shared.out);
    };
    const auto explored = model::run(how, body, {.surprises = 0, .tells_states = tells_states});
    EXPECT_FALSE(explored.found) << detail::describe(*explored.found);
    EXPECT_TRUE(explored.exhausted || explored.found);
    result.runs = explored.runs;
    return result;
}

TEST(Reduction, ShowsTheSameOutcomes) {
    const char* const more = std::getenv("WEFT_MODEL_WHOLE");
    const std::uint64_t programs = more != nullptr ? 5000 : 300;
    std::uint64_t all = 0;
    std::uint64_t reduced = 0;
    for (std::uint64_t seed = 1; seed <= programs; ++seed) {
        const program what = random_program(seed);
        for (unsigned bound = 0; bound <= 2; ++bound) {
            const found every = search_of(what, bound, false);
            const found some = search_of(what, bound, true);
            ASSERT_EQ(every.outcomes, some.outcomes) << "program " << seed << ", bound " << bound;
            all += every.runs;
            reduced += some.runs;
        }
    }
    std::printf("             %llu schedules, %llu when told states\n", static_cast<unsigned long long>(all),
                static_cast<unsigned long long>(reduced));
}

} // namespace
} // namespace weft::test
