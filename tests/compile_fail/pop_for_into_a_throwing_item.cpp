// SPDX-License-Identifier: BSL-1.0
// error: pop into a std::optional
// An item that was handed over and whose assignment throws then would be lost.
#include <weft/channel.hpp>

#include <chrono>
#include <optional>

struct moody {
    moody(moody&&) noexcept(false);
    moody& operator=(moody&&) noexcept(false);
};

weft::channel_status pop(weft::channel<moody>& items, moody& item, std::optional<moody>& place);
weft::channel_status pop(weft::channel<moody>& items, moody& item, std::optional<moody>& place) {
#ifndef WEFT_COMPILES
    static_cast<void>(place);
    return items.pop_for(item, std::chrono::seconds(1));
#else
    static_cast<void>(item);
    return items.pop_for(place, std::chrono::seconds(1));
#endif
}
