// SPDX-License-Identifier: BSL-1.0
// Types whose & and comma mean something else, or nothing, through every public template: weft uses neither.
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace hostile {

struct item {
    int n = 0;

    item() = default;
    explicit item(int number) noexcept : n(number) {}
    item* operator&() = delete;
    const item* operator&() const = delete;
    bool operator<(const item& other) const noexcept { return n < other.n; }
};

/// Found for everything that has an item in its type.
template <class T>
void operator&(const T&) = delete;
template <class T, class U>
void operator,(const T&, const U&) = delete;

/// As a callable that weft stores: in the payload, and too large for it.
template <std::size_t Size>
struct callable {
    char room[Size]{};
    callable* operator&() = delete;
    const callable* operator&() const = delete;
    item operator()(auto&&...) const { return item(7); }
};

} // namespace hostile

namespace weft::test {
namespace {

using namespace std::chrono_literals;
using hostile::item;
namespace adapt = weft::adapt;

class HostileTypes : public OverWorkers {};
WEFT_OVER_WORKERS(HostileTypes);

template <class Items>
void expect_passes(Items& items, std::size_t capacity) {
    auto pusher = spawn([&] {
        for (int i = 0; i < 5; ++i) items.push(item(i));
        items.close();
    });
    int expected = 0;
    EXPECT_EQ(items.pop()->n, expected++);
    std::optional<item> next;
    EXPECT_EQ(items.pop_for(next, 1s), channel_status::success);
    EXPECT_EQ(next->n, expected++);
    for (auto at = items.begin(); at != items.end(); ++at) {
        EXPECT_EQ(at->n, expected);
        EXPECT_EQ((*at).n, expected++);
    }
    EXPECT_EQ(expected, 5) << capacity;
    pusher.join();
}

TEST_P(HostileTypes, GoThroughChannels) {
    run([] {
        for (const std::size_t capacity : {0u, 1u, 3u}) {
            channel<item> items(capacity);
            expect_passes(items, capacity);
        }
        channel<item> items(unbounded);
        expect_passes(items, 9);
        channel<item> one(1);
        item mine(3);
        EXPECT_EQ(one.try_push(std::move(mine)), channel_status::success);
        EXPECT_EQ(one.try_pop(mine), channel_status::success);
        auto [to, from] = make_channel<item>(1);
        to.push(item(4));
        EXPECT_EQ(from.pop()->n, 4);
        auto [give, take] = make_one_shot<item>();
        give.push(item(5));
        EXPECT_EQ(take.pop()->n, 5);
    });
}

TEST_P(HostileTypes, GoThroughQueues) {
    run([] {
        const auto pass = [](auto& items) {
            for (int i = 0; i < 3; ++i) items.put(item(i));
            EXPECT_EQ(items.put_nowait(item(3)), channel_status::success);
            int sum = 0;
            for (int i = 0; i < 3; ++i) sum += items.get().n;
            std::optional<item> last;
            EXPECT_EQ(items.get_nowait(last), channel_status::success);
            EXPECT_EQ(sum + last->n, 6);
        };
        queue<item> fifo;
        lifo_queue<item> lifo(8);
        priority_queue<item> least;
        pass(fifo);
        pass(lifo);
        pass(least);
    });
}

TEST_P(HostileTypes, GoThroughBroadcasts) {
    run([] {
        broadcast<item> news(5);
        auto mine = news.subscribe();
        EXPECT_EQ(news.try_push(item(0)), channel_status::success);
        EXPECT_EQ(news.push_for(item(1), 1s), channel_status::success);
        for (int i = 2; i < 5; ++i) news.push(item(i));
        news.close();
        int expected = 0;
        for (auto at = mine.begin(); at != mine.end(); ++at) EXPECT_EQ(at->n, expected++);
        EXPECT_EQ(expected, 5);
    });
}

TEST_P(HostileTypes, GoThroughSelects) {
    run([] {
        channel<item> one(1), other(0);
        broadcast<item> news(1);
        auto mine = news.subscribe();
        const item copied(2);
        int got = 0;
        const auto keep = [&](std::optional<item> next) { got = next->n; };
        weft::select(on_push(one, item(1)), on_pop(other));
        weft::select(on_pop(one, keep), on_pop(other));
        EXPECT_EQ(got, 1);
        auto push = on_push(one, copied);
        weft::select(push, on_pop(other));
        EXPECT_EQ(one.pop()->n, 2);
        weft::select(on_push(news, item(3)), on_pop(other));
        weft::select(on_pop(mine, keep), on_pop(other));
        EXPECT_EQ(got, 3);
        weft::select(on_push(news, copied), on_pop(other));
        EXPECT_EQ(mine.pop()->n, 2);
        auto popper = spawn([&] { return other.pop()->n; });
        weft::select(on_push(other, item(4)), on_pop(one));
        EXPECT_EQ(popper.join(), 4);
        auto ended = spawn([] { return item(5); });
        weft::select(on_join(ended, hostile::callable<8>()), otherwise(hostile::callable<8>()));
        EXPECT_EQ(ended.join().n, 5);
    });
}

TEST_P(HostileTypes, AreResultsOfFibers) {
    run([] {
        item mine(1);
        EXPECT_EQ(spawn([] { return item(2); }).join().n, 2);
        EXPECT_EQ(std::addressof(spawn([&]() -> item& { return mine; }).join()), std::addressof(mine));
        EXPECT_EQ(std::addressof(spawn([&]() -> const item& { return mine; }).join()), std::addressof(mine));
        EXPECT_EQ(spawn(hostile::callable<8>()).join().n, 7);
        EXPECT_EQ(spawn(hostile::callable<4000>()).join().n, 7);
        auto untaken = spawn([] { return std::pair(std::make_unique<int>(1), hostile::callable<4000>()); });
    });
}

TEST_P(HostileTypes, AreOutcomesOfPromisesAndTasks) {
    run([] {
        item mine(1);
        promise<item> value;
        auto kept = value.get_future().share();
        value.set_value(item(2));
        EXPECT_EQ(kept.get().n, 2);
        promise<item&> reference;
        auto referred = reference.get_future();
        reference.set_value(mine);
        EXPECT_EQ(std::addressof(referred.get()), std::addressof(mine));
        packaged_task<item&()> task([&]() -> item& { return mine; });
        auto made = task.get_future();
        task();
        EXPECT_EQ(std::addressof(made.get()), std::addressof(mine));
        packaged_task<item(item)> twice([](item from) { return item(2 * from.n); });
        auto doubled = twice.get_future();
        twice(item(4));
        EXPECT_EQ(doubled.get().n, 8);
        packaged_task<item()> stored{hostile::callable<64>()};
        auto seven = stored.get_future();
        stored();
        EXPECT_EQ(seven.get().n, 7);
    });
}

TEST_P(HostileTypes, AreYieldedSentAndReturnedByGenerators) {
    run([] {
        generator<item, item, item> all([](auto& yield) {
            const item sent = *yield(item(1));
            yield(item(2 * sent.n));
            return item(9);
        });
        EXPECT_EQ(all.next()->n, 1);
        EXPECT_EQ(all.send(item(5))->n, 10);
        EXPECT_FALSE(all.next());
        EXPECT_EQ(all.result().n, 9);
        item mine(3);
        generator<item&> lent([&](auto& yield) { yield(mine); });
        EXPECT_EQ(lent.next(), std::addressof(mine));
        generator<const item&> shown([&](auto& yield) { yield(std::as_const(mine)); });
        EXPECT_EQ(shown.next(), std::addressof(mine));
        generator<item> outer([](auto& yield) {
            generator<item> inner([](auto& from) { from(item(4)); });
            yield.from(inner);
        });
        for (item&& each : outer) EXPECT_EQ(each.n, 4);
        generator<item> later([](auto& yield) { yield(item(6)); });
        outer = std::move(later);
        EXPECT_EQ(outer.next()->n, 6);
    });
}

struct hostile_items {
    static auto make(int n) {
        return generator<item>([n](auto& yield) {
            for (int i = 0; i < n; ++i) yield(item(i));
        });
    }
};
struct hostile_async_items {
    static auto make(int n) {
        return async_generator<item>([n](auto& yield) {
            for (int i = 0; i < n; ++i) yield(item(i));
        });
    }
};

int sum_of_hostile(auto&& items) {
    int sum = 0;
    for (auto&& each : items) sum += each.n;
    return sum;
}

template <class Kind>
void expect_hostile_adapted() {
    EXPECT_EQ(sum_of_hostile(Kind::make(4)), 6);
    EXPECT_EQ(sum_of_hostile(Kind::make(4) | adapt::map([](item from) { return item(from.n + 1); })), 10);
    EXPECT_EQ(sum_of_hostile(Kind::make(4) | adapt::filter([](const item& each) { return each.n != 3; })), 3);
    EXPECT_EQ(sum_of_hostile(Kind::make(4) | adapt::take(3)), 3);
    EXPECT_EQ(sum_of_hostile(Kind::make(4) | adapt::throttle(1us)), 6);
    EXPECT_EQ(sum_of_hostile(Kind::make(4) | adapt::buffer(2)), 6);
    EXPECT_EQ(sum_of_hostile(adapt::merge(Kind::make(3), Kind::make(4))), 9);
    int sum = 0;
    for (auto&& batch : Kind::make(4) | adapt::batch(3)) sum += sum_of_hostile(batch);
    for (auto&& row : adapt::zip(Kind::make(3), Kind::make(3))) sum += std::get<0>(row).n + std::get<1>(row).n;
    EXPECT_EQ(sum, 12);
}

TEST_P(HostileTypes, GoThroughAdapters) {
    run([] {
        expect_hostile_adapted<hostile_items>();
        expect_hostile_adapted<hostile_async_items>();
        for (auto&& batch : hostile_async_items::make(4) | adapt::batch(4, 1s)) EXPECT_EQ(sum_of_hostile(batch), 6);
        channel<item> items(2);
        auto filler = spawn([&] { to_channel(hostile_items::make(4), items); });
        EXPECT_EQ(sum_of_hostile(from_channel(items)), 6);
        filler.join();
    });
}

TEST_P(HostileTypes, ArePassedByCallOnce) {
    run([] {
        once_flag once;
        item seen;
        weft::call_once(once, [&](item from) { seen.n = from.n; }, item(2));
        EXPECT_EQ(seen.n, 2);
    });
}

} // namespace
} // namespace weft::test
