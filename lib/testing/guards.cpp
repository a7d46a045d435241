// SPDX-License-Identifier: BSL-1.0
#include <weft/testing/guards.hpp>

#include "observe/reporter.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/generator/scope_mark.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <utility>

namespace weft::testing {
namespace {

detail::reporter& reporter_here(const char* misuse) {
    const detail::worker* const here = detail::this_worker();
    WEFT_ASSERT(here != nullptr && here->current() != nullptr, misuse);
    return detail::reporter_of(here->core());
}

std::string describe(const std::vector<fiber_info>& fibers) {
    std::string text = fmt::format("weft: {} fibers were left behind:", fibers.size());
    for (const fiber_info& each : fibers)
        text += fmt::format("\nweft:   fiber {}#{}, spawned at {}", each.name.empty() ? "" : "'" + each.name + "' ",
                            each.id, each.spawned_at);
    return text;
}

} // namespace

void abort_with(const std::string& report) {
    std::fprintf(stderr, "%s\n", report.c_str());
    std::fflush(stderr);
    std::abort();
}

class no_leaked_fibers::impl {
public:
    explicit impl(violation_handler on_leak)
        : reporter_(reporter_here("a weft::testing::no_leaked_fibers was made outside a runtime: make it on a fiber")),
          on_leak_(std::move(on_leak)) {
        reporter_.fibers().enter();
        for (const auto& each : reporter_.fibers().living()) before_.push_back(each.id); // of other scopes
    }

    ~impl() {
        const std::vector<fiber_info> left = leaked();
        reporter_.fibers().leave();
        if (!left.empty()) on_leak_(describe(left));
    }

    std::vector<fiber_info> leaked() const {
        std::vector<fiber_info> found;
        for (auto& each : reporter_.fibers().living())
            if (!std::binary_search(before_.begin(), before_.end(), each.id))
                found.push_back({each.id, std::move(each.name), fmt::format("{}:{}", each.file, each.line)});
        return found;
    }

private:
    const detail::scope_mark scope_{"weft::testing::no_leaked_fibers"};
    const detail::observation on_;
    detail::reporter& reporter_;
    const violation_handler on_leak_;
    std::vector<std::uint64_t> before_;
};

no_leaked_fibers::no_leaked_fibers(violation_handler on_leak) : impl_(std::make_unique<impl>(std::move(on_leak))) {}
no_leaked_fibers::~no_leaked_fibers() = default;
std::vector<fiber_info> no_leaked_fibers::leaked() const { return impl_->leaked(); }

class no_blocking::impl {
public:
    impl(any_duration limit, violation_handler on_block)
        : reporter_(reporter_here("a weft::testing::no_blocking was made outside a runtime: make it on a fiber")),
          limit_(limit.ticks()),
          on_block_(std::move(on_block)),
          before_(reporter_.blocked_reports()),
          watching_(std::make_unique<detail::watchdog>(reporter_, limit.ticks())) {}

    ~impl() {
        watching_.reset();
        if (found() != 0)
            on_block_(fmt::format("weft: {} times a fiber kept its worker for longer than {} ms; see above", found(),
                                  std::chrono::duration_cast<std::chrono::milliseconds>(limit_).count()));
    }

    unsigned found() const { return reporter_.blocked_reports() - before_; }

private:
    const detail::scope_mark scope_{"weft::testing::no_blocking"};
    detail::reporter& reporter_;
    const std::chrono::nanoseconds limit_;
    const violation_handler on_block_;
    const unsigned before_;
    std::unique_ptr<detail::watchdog> watching_;
};

no_blocking::no_blocking(any_duration limit, violation_handler on_block)
    : impl_(std::make_unique<impl>(limit, std::move(on_block))) {}
no_blocking::~no_blocking() = default;
unsigned no_blocking::found() const { return impl_->found(); }

} // namespace weft::testing
