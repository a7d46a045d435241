// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/deadline.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>

namespace weft::detail::chan {

/// For range-for over what is popped from a Source: each step pops, the end comes when there will be nothing any more.
template <class Source>
class pop_iterator {
public:
    using value_type = typename Source::value_type;
    using difference_type = std::ptrdiff_t;

    explicit pop_iterator(Source& from) : from_(std::addressof(from)) { next(); }
    value_type& operator*() noexcept { return *item_; }
    value_type* operator->() noexcept { return std::addressof(*item_); }
    pop_iterator& operator++() {
        item_.reset();
        next();
        return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const noexcept { return !item_; }

private:
    void next() { static_cast<void>(from_->take(item_, no_deadline())); }

    Source* from_;
    std::optional<value_type> item_;
};

} // namespace weft::detail::chan
