// SPDX-License-Identifier: BSL-1.0
// What atomics call (weft/detail/base/model_hooks.hpp). Outside a run: plain accesses.
#include "model/engine.hpp"

#include <weft/detail/base/model_hooks.hpp>

#include <cstring>

namespace weft::detail::model {
namespace {

using order = std::memory_order;

std::uint64_t newest_at(const void* where, std::size_t size) noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, where, size);
    return value;
}

void write_at(void* where, std::size_t size, std::uint64_t value) noexcept { std::memcpy(where, &value, size); }

const char* name_of(order o) noexcept {
    switch (o) {
    case order::relaxed: return "relaxed";
    case order::acquire: return "acquire";
    case order::release: return "release";
    case order::acq_rel: return "acq_rel";
    default: return "seq_cst";
    }
}

void before_access(engine& here, const void* where, std::uint64_t kind) {
    here.point();
    here.check_alive(where);
    here.note(kind, where);
}

[[gnu::cold, gnu::noinline]] void tell(engine& here, const char* what, std::uint64_t value, order o,
                                       const void* where) {
    here.trace(std::string(what) + " " + std::to_string(value) + " " + name_of(o), where);
}

} // namespace

std::uint64_t load(const void* where, std::size_t size, order o) noexcept {
    engine* const here = engine::current();
    if (here == nullptr) return newest_at(where, size);
    before_access(*here, where, 3);
    unsigned age = 0;
    const std::uint64_t newest = newest_at(where, size);
    const std::uint64_t value = here->memory().load(here->running(), where, newest, o, here->chooser(), age);
    if (here->traced()) tell(*here, age == 0 ? "reads" : "reads the old", value, o, where);
    return value;
}

void store(void* where, std::size_t size, std::uint64_t value, order o) noexcept {
    engine* const here = engine::current();
    if (here != nullptr) {
        before_access(*here, where, 4);
        here->memory().store(here->running(), where, newest_at(where, size), value, o);
        here->wrote();
        if (here->traced()) tell(*here, "writes", value, o, where);
    }
    write_at(where, size, value);
}

std::uint64_t begin_exchange(void* where, std::size_t size) noexcept {
    if (engine* const here = engine::current()) before_access(*here, where, 5);
    return newest_at(where, size);
}

void end_exchange(void* where, std::size_t size, std::uint64_t value, order o) noexcept {
    if (engine* const here = engine::current()) {
        const std::uint64_t before = newest_at(where, size);
        here->memory().exchange(here->running(), where, before, value, o);
        here->wrote();
        if (here->traced()) tell(*here, ("changes " + std::to_string(before) + " to").c_str(), value, o, where);
    }
    write_at(where, size, value);
}

void refuse_exchange(void* where, std::size_t size, order o) noexcept {
    engine* const here = engine::current();
    if (here == nullptr) return;
    const std::uint64_t newest = newest_at(where, size);
    here->memory().refused(here->running(), where, newest, o);
    if (here->traced()) tell(*here, "fails to change", newest, o, where);
}

bool fails_on_old(const void* where, std::size_t size, std::uint64_t expected, order o, std::uint64_t& old) noexcept {
    engine* const here = engine::current();
    if (here == nullptr || !here->options().old_failures) return false;
    const std::uint64_t newest = newest_at(where, size);
    if (!here->memory().fail_on_old(here->running(), where, newest, expected, o, here->chooser(), old)) return false;
    if (here->traced()) tell(*here, "fails to change the old", old, o, where);
    return true;
}

bool is_spurious() noexcept {
    engine* const here = engine::current();
    return here != nullptr && here->is_surprised();
}

void construct(void* where) noexcept {
    if (engine* const here = engine::current()) here->memory().construct(here->running(), where);
}

} // namespace weft::detail::model
