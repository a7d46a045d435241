// SPDX-License-Identifier: BSL-1.0
#include "model/plain.hpp"

#include "model/engine.hpp"

namespace weft::model {
namespace {

using detail::model::engine;
using detail::model::k_threads;

[[noreturn]] void race(engine& here, const char* verb, const char* name, unsigned other) {
    here.fail(std::string("data race: '") + here.self().name + "' " + verb + " " + name + ", which '" +
              here.thread(other).name + "' used without an order between the two");
}

} // namespace

void access_record::write(const char* name) {
    engine* const here = engine::current();
    if (here == nullptr) return;
    const auto& happened = here->memory().happened(here->running());
    if (written_ > happened[writer_]) race(*here, "writes", name, writer_);
    for (unsigned thread = 0; thread < k_threads; ++thread)
        if (reads_[thread] > happened[thread]) race(*here, "writes", name, thread);
    here->memory().tick(here->running());
    writer_ = here->running();
    written_ = happened[writer_];
}

void access_record::read(const char* name) const {
    engine* const here = engine::current();
    if (here == nullptr) return;
    const auto& happened = here->memory().happened(here->running());
    if (written_ > happened[writer_]) race(*here, "reads", name, writer_);
    here->memory().tick(here->running());
    reads_.set(here->running(), happened[here->running()]);
}

} // namespace weft::model
