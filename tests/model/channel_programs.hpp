// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "model_test.hpp"

#include <weft/channel.hpp>

#include <cstddef>

// What channels of every capacity must stand, a rendezvous as well as those with room.
namespace weft::test {

inline void two_pushers_and_a_popper(std::size_t capacity) {
    struct state {
        channel<int> items;
        int sum = 0;
    } shared{channel<int>(capacity)};
    model::name(shared.items, "channel");
    thread("pusher 1", [&] { shared.items.push(1); });
    thread("pusher 2", [&] { shared.items.push(2); });
    thread("popper", [&] { shared.sum = *shared.items.pop() + *shared.items.pop(); });
    join_all();
    check(shared.sum == 3, "each item once");
}

inline void a_pusher_and_two_poppers(std::size_t capacity) {
    struct state {
        channel<int> items;
        int got[2] = {0, 0};
    } shared{channel<int>(capacity)};
    thread("pusher", [&] {
        shared.items.push(1);
        shared.items.push(2);
    });
    for (int index = 0; index < 2; ++index)
        thread(index == 0 ? "popper 1" : "popper 2", [&shared, index] { shared.got[index] = *shared.items.pop(); });
    join_all();
    check(shared.got[0] + shared.got[1] == 3 && shared.got[0] != shared.got[1], "each item once");
}

inline void a_popper_that_destroys_it(std::size_t capacity) {
    mortal<channel<int>> items(capacity);
    model::name(*items, "channel");
    thread("popper", [&] {
        check(items->pop() == 5, "the item");
        items.destroy();
    });
    thread("pusher", [&] { items->push(5); });
    join_all();
}

} // namespace weft::test
