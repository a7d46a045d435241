// SPDX-License-Identifier: BSL-1.0
#include "model/model.hpp"

#include "model/engine.hpp"

namespace weft::model {
namespace {

detail::model::engine& here() noexcept { return *detail::model::engine::current(); }

} // namespace

exploration_result run(const exploration& how, std::function<void()> body, const model_options& options) {
    detail::model::engine world(std::move(body), options, how.max_steps);
    return detail::explore_world(how, world);
}

new_thread start_thread(const char* name) {
    detail::model::virtual_thread& made = here().start(name);
    return {made.callable, &made.call};
}

void join_all() { here().join_all(); }

unsigned choose(unsigned count) { return here().choose(count); }

void check(bool condition, const char* what) {
    if (!condition) [[unlikely]]
        fail(what);
}

void fail(const char* what) { here().fail(what); }

void name_bytes(const void* object, std::size_t size, const char* name) { here().name_object(object, size, name); }

void fence(std::memory_order order) {
    here().point();
    here().memory().fence(here().running(), order);
    if (here().traced()) here().trace("fence", nullptr);
}

void bury(const void* object, std::size_t size) { here().bury(object, size); }

} // namespace weft::model
