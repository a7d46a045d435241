// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/group/group_errors.hpp>

#include <weft/detail/base/lock_scope.hpp>

#include <new>

namespace weft::detail::groups {

void group_errors::add(const std::exception_ptr& error) noexcept {
    auto* const made = new (std::nothrow) kept{error, nullptr};
    const lock_scope guard(lock_);
    if (made != nullptr) {
        (newest_ == nullptr ? oldest_ : newest_->next).reset(made);
        newest_ = made;
    } else if (spare_ == nullptr) {
        spare_ = error;
    } else {
        ++lost_;
    }
}

std::exception_ptr group_errors::first() noexcept {
    const lock_scope guard(lock_);
    return oldest_ != nullptr ? oldest_->error : spare_;
}

bool group_errors::has(const std::exception_ptr& error) noexcept {
    const lock_scope guard(lock_);
    for (const kept* each = oldest_.get(); each != nullptr; each = each->next.get())
        if (each->error == error) return true;
    return spare_ == error;
}

std::vector<std::exception_ptr> group_errors::all(std::size_t& lost) {
    std::vector<std::exception_ptr> found;
    const lock_scope guard(lock_);
    for (const kept* each = oldest_.get(); each != nullptr; each = each->next.get()) found.push_back(each->error);
    if (spare_ != nullptr) found.push_back(spare_);
    lost = lost_;
    return found;
}

} // namespace weft::detail::groups
