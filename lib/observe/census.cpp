// SPDX-License-Identifier: BSL-1.0
#include "observe/census.hpp"

namespace weft::detail::observe {

void census::add(const fiber_record& fiber) {
    const lock_scope guard(lock_);
    if (scopes_ == 0) return;
    living_.emplace(fiber.id, census_entry{fiber.id, fiber.name_or_empty(), fiber.spawn_file, fiber.spawn_line});
}

void census::remove(std::uint64_t id) noexcept {
    const lock_scope guard(lock_);
    living_.erase(id); // nothing for a fiber from before the census
}

void census::enter() {
    const lock_scope guard(lock_);
    if (scopes_++ == 0) living_.clear(); // what is there may have ended while nobody looked
}

void census::leave() noexcept {
    const lock_scope guard(lock_);
    --scopes_;
}

std::vector<census_entry> census::living() const {
    const lock_scope guard(lock_);
    std::vector<census_entry> found;
    found.reserve(living_.size());
    for (const auto& [id, entry] : living_) found.push_back(entry);
    return found;
}

} // namespace weft::detail::observe
