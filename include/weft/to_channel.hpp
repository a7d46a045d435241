// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <utility>

namespace weft {

/// to_channel() pushes all that a generator of either kind, or another range, has into a channel or a sender, and
/// closes that. Suspends while the channel is full, until all is pushed; it is a checkpoint. An error of the range
/// closes the channel and is thrown here; so is channel_closed, when the channel is closed by others: then the
/// generator goes, with what it has left.
///
/// @code
/// auto producer = weft::spawn([&] { weft::to_channel(readings(), channel); });
/// @endcode
template <class Range, class Sink>
void to_channel(Range from, Sink& to) {
    struct closes {
        Sink& to;
        ~closes() { to.close(); }
    };
    const closes at_end{to};
    for (auto&& each : from) to.push(static_cast<typename Sink::value_type>(std::forward<decltype(each)>(each)));
}

} // namespace weft
