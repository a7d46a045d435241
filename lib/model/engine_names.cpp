// SPDX-License-Identifier: BSL-1.0
// What an engine can say: names of objects, the trace, who waits for what.
#include "model/engine.hpp"

namespace weft::detail::model {

void engine::name_object(const void* object, std::size_t size, std::string_view name) {
    if (traced()) names_.push_back({static_cast<const std::byte*>(object), size, std::string(name)});
}

std::string engine::name_of(const void* where) {
    const auto* const at = static_cast<const std::byte*>(where);
    for (auto each = names_.rbegin(); each != names_.rend(); ++each) {
        if (at < each->begin || at >= each->begin + each->size) continue;
        const auto offset = static_cast<std::size_t>(at - each->begin);
        return offset == 0 ? each->name : each->name + "+" + std::to_string(offset);
    }
    return "atomic #" + std::to_string(memory_.number_of(where));
}

void engine::trace(std::string_view what, const void* where) {
    if (trace_ != nullptr) trace_->event(self().name, what, where == nullptr ? std::string() : name_of(where));
}

void engine::check_graves(const void* where) {
    const auto* const at = static_cast<const std::byte*>(where);
    for (const auto& [object, size] : dead_) {
        const auto* const begin = static_cast<const std::byte*>(object);
        if (at >= begin && at < begin + size)
            fail(std::string("'") + self().name + "' touches '" + name_of(where) + "', which was destroyed");
    }
}

std::string engine::who_waits() {
    std::string text;
    for (unsigned index = 0; index < threads_; ++index) {
        const virtual_thread& each = all_[index];
        if (each.waits == wait_kind::none) continue;
        text += (text.empty() ? "'" : ", '") + std::string(each.name);
        text += each.waits == wait_kind::join ? "' joins the others" : "' waits on '" + name_of(each.futex) + "'";
    }
    return text;
}

} // namespace weft::detail::model
