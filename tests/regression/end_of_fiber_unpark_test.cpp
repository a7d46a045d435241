// SPDX-License-Identifier: BSL-1.0
// A worker still called a fiber its own that had ended, and whose record its joiner may have given back: a signal that
// came then reported it, by a name that was freed. What unparks the joiner's worker is called at such a moment.
#include "runtime/futex_poller.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

namespace weft::test {
namespace {

struct sighting {
    std::atomic<bool> parked{false};
    std::atomic<fiber_id> unparked_by{~fiber_id{0}};
};

class telling_poller final : public lowlevel::poller {
public:
    explicit telling_poller(sighting& seen) : seen_(seen) {}
    void park(time_point deadline) override {
        seen_.parked = true;
        futex_.park(deadline);
    }
    void poll() override {}
    bool wants_poll() const noexcept override { return false; }
    void unpark() noexcept override {
        if (this_fiber::name() == "the joined") seen_.unparked_by = this_fiber::id();
        futex_.unpark();
    }

private:
    sighting& seen_;
    detail::futex_poller futex_;
};

TEST(EndOfFiber, IsNoLongerTheFiberWhenItsJoinerIsWoken) {
    sighting seen;
    options joins{.workers = 1, .time = time_source::real};
    joins.poller = [&](unsigned) { return std::make_unique<telling_poller>(seen); };
    runtime other({.workers = 1});
    std::atomic<bool> may_end{false};
    auto joined = other.spawn({.name = "the joined"}, [&] {
        while (!may_end || !seen.parked) this_fiber::yield();
    });
    run(joins, [&] {
        seen.parked = false;
        may_end = true;
        joined.join();
    });
    EXPECT_EQ(seen.unparked_by, ~fiber_id{0});
}

} // namespace
} // namespace weft::test
