// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/async_generator.hpp>
#include <weft/channel_ends.hpp>
#include <weft/detail/channel/exchange.hpp>
#include <weft/on_event.hpp>
#include <weft/select.hpp>

#include <optional>
#include <utility>

namespace weft {

namespace detail::agen {

/// Yields what `from` has until it is closed and drained, or the generator is closed.
template <class Source, class T>
void yield_from_channel(Source& from, async_yielder<T>& yield) {
    bool is_over = false;
    const auto pass = [&](std::optional<T>&& item) {
        if (item)
            yield(std::move(*item));
        else
            is_over = true;
    };
    while (!is_over) select_ordered(on_event(yield.closing(), [&] { is_over = true; }), on_pop(from, pass));
}

} // namespace detail::agen

/// from_channel() makes a generator of what comes out of a channel, a receiver or a queue: it ends when that is closed
/// and drained. It pops only what it is asked for, or may prefetch. The channel must outlive the generator; a receiver
/// that is moved in becomes part of it. Closing the generator leaves the channel open; an item that was popped, but not
/// taken by the consumer (it had been prefetched, or the consumer had given up waiting for it), is dropped then. A
/// close does not wait for the channel.
///
/// @code
/// for (job each : weft::from_channel(jobs)) ...
/// @endcode
template <class Source>
    requires requires(Source& from) { detail::exchange_access::engine(from); }
auto from_channel(Source& from) {
    return async_generator<typename Source::value_type>(
        [&from](auto& yield) { detail::yield_from_channel(from, yield); });
}
template <class T>
async_generator<T> from_channel(receiver<T>&& from) {
    return async_generator<T>(
        [mine = std::move(from)](auto& yield) mutable { detail::yield_from_channel(mine, yield); });
}

} // namespace weft
