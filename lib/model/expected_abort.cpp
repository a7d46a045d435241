// SPDX-License-Identifier: BSL-1.0
#include "model/expected_abort.hpp"

#include "base/abort_with.hpp"
#include "model/engine.hpp"

#include <weft/detail/base/futex.hpp>

#include <limits>

namespace weft::model {
namespace {

using detail::model::engine;

/// Whoever is left from a run that failed expects nothing.
struct {
    expected_abort* who = nullptr;
    std::uint64_t failed_runs = 0;
} expecting;

} // namespace

expected_abort::expected_abort() noexcept { expecting = {this, engine::failed_runs()}; }

expected_abort::~expected_abort() { expecting = {}; }

void expected_abort::wait() noexcept {
    while (came_.load(std::memory_order_seq_cst) == 0) detail::futex_wait(&came_, 0);
}

bool expected_abort::tell() noexcept {
    if (expecting.who == nullptr || expecting.failed_runs != engine::failed_runs()) return false;
    expecting.who->came_.store(1, std::memory_order_seq_cst);
    detail::futex_wake(&expecting.who->came_, std::numeric_limits<int>::max());
    return true;
}

} // namespace weft::model

namespace weft::detail::base {

// abort_with.cpp
void abort_with(report_writer write) noexcept {
    if (weft::model::expected_abort::tell()) return;
    string_text text;
    write(text);
    model::engine::current()->fail(text.take());
}

} // namespace weft::detail::base
