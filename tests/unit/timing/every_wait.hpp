// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/lowlevel/wait_list.hpp>
#include <weft/weft.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stop_token>
#include <utility>

namespace weft::test {

/// Every public operation with a time, each as a class: made on a fiber so that it would have to wait; wait_for() and
/// wait_until() return true when it was completed, false when its time was over; complete() ends the wait, and must be
/// called in the end by the fiber that made it. Lengths and deadlines reach the operation as they are.

template <class Mutex>
struct locking {
    locking() { lock.lock(); }
    bool wait_for(auto length) { return release_if(lock.try_lock_for(length)); }
    bool wait_until(auto deadline) { return release_if(lock.try_lock_until(deadline)); }
    bool release_if(bool taken) {
        if (taken) lock.unlock();
        return taken;
    }
    void complete() { lock.unlock(); }
    Mutex lock;
};

struct locking_shared {
    locking_shared() { lock.lock(); }
    bool wait_for(auto length) { return release_if(lock.try_lock_shared_for(length)); }
    bool wait_until(auto deadline) { return release_if(lock.try_lock_shared_until(deadline)); }
    bool release_if(bool taken) {
        if (taken) lock.unlock_shared();
        return taken;
    }
    void complete() { lock.unlock(); }
    shared_timed_mutex lock;
};

/// By std's own guards.
struct guarding {
    guarding() { lock.lock(); }
    bool wait_for(auto length) { return std::unique_lock(lock, length).owns_lock(); }
    bool wait_until(auto deadline) { return std::shared_lock(lock, deadline).owns_lock(); }
    void complete() { lock.unlock(); }
    shared_timed_mutex lock;
};

struct notified {
    bool wait_for(auto length) {
        std::unique_lock held(lock);
        return changed.wait_for(held, length) == std::cv_status::no_timeout;
    }
    bool wait_until(auto deadline) {
        std::unique_lock held(lock);
        return changed.wait_until(held, deadline) == std::cv_status::no_timeout;
    }
    void complete() { changed.notify_all(); }
    mutex lock;
    condition_variable changed;
};

template <class Condition>
struct notified_that {
    bool wait_for(auto length) {
        std::unique_lock held(lock);
        return changed.wait_for(held, length, [&] { return is_so; });
    }
    bool wait_until(auto deadline) {
        std::unique_lock held(lock);
        return changed.wait_until(held, deadline, [&] { return is_so; });
    }
    void complete() {
        const std::lock_guard held(lock);
        is_so = true;
        changed.notify_all();
    }
    mutex lock;
    Condition changed;
    bool is_so = false;
};

struct notified_any {
    bool wait_for(auto length) {
        std::unique_lock held(lock);
        return changed.wait_for(held, length) == std::cv_status::no_timeout;
    }
    bool wait_until(auto deadline) {
        std::unique_lock held(lock);
        return changed.wait_until(held, deadline) == std::cv_status::no_timeout;
    }
    void complete() { changed.notify_all(); }
    mutex lock;
    condition_variable_any changed;
};

struct notified_or_stopped : notified_that<condition_variable_any> {
    bool wait_for(auto length) {
        std::unique_lock held(lock);
        return changed.wait_for(held, source.get_token(), length, [&] { return is_so; });
    }
    bool wait_until(auto deadline) {
        std::unique_lock held(lock);
        return changed.wait_until(held, source.get_token(), deadline, [&] { return is_so; });
    }
    std::stop_source source;
};

template <class Semaphore>
struct acquiring {
    acquiring() { permits.acquire(); }
    bool wait_for(auto length) { return release_if(permits.try_acquire_for(length)); }
    bool wait_until(auto deadline) { return release_if(permits.try_acquire_until(deadline)); }
    bool release_if(bool taken) {
        if (taken) permits.release();
        return taken;
    }
    void complete() { permits.release(); }
    Semaphore permits{1};
};

struct event_set {
    bool wait_for(auto length) { return is_there.wait_for(length); }
    bool wait_until(auto deadline) { return is_there.wait_until(deadline); }
    void complete() { is_there.set(); }
    event is_there;
};

struct latched {
    bool wait_for(auto length) { return left.wait_for(length); }
    bool wait_until(auto deadline) { return left.wait_until(deadline); }
    void complete() { left.count_down(); }
    latch left{1};
};

struct group_done {
    group_done() { work.add(); }
    bool wait_for(auto length) { return work.wait_for(length); }
    bool wait_until(auto deadline) { return work.wait_until(deadline); }
    void complete() { work.done(); }
    wait_group work;
};

template <class Future>
struct promised {
    bool wait_for(auto length) { return kept.wait_for(length) == std::future_status::ready; }
    bool wait_until(auto deadline) { return kept.wait_until(deadline) == std::future_status::ready; }
    void complete() { made.set_value(1); }
    promise<int> made;
    Future kept{made.get_future()};
};

/// Into `Item`, an int or an optional.
template <class Item>
struct popping {
    bool wait_for(auto length) { return numbers.pop_for(item, length) == channel_status::success; }
    bool wait_until(auto deadline) { return numbers.pop_until(item, deadline) == channel_status::success; }
    void complete() { numbers.push(1); }
    channel<int> numbers{1};
    Item item{};
};

struct pushing {
    pushing() { numbers.push(0); }
    bool wait_for(auto length) { return numbers.push_for(1, length) == channel_status::success; }
    bool wait_until(auto deadline) { return numbers.push_until(1, deadline) == channel_status::success; }
    void complete() { numbers.pop(); }
    channel<int> numbers{1};
};

struct receiving {
    bool wait_for(auto length) { return ends.second.pop_for(item, length) == channel_status::success; }
    bool wait_until(auto deadline) { return ends.second.pop_until(item, deadline) == channel_status::success; }
    void complete() { ends.first.push(1); }
    std::pair<sender<int>, receiver<int>> ends = make_channel<int>(1);
    std::optional<int> item;
};

struct sending {
    sending() { ends.first.push(0); }
    bool wait_for(auto length) { return ends.first.push_for(1, length) == channel_status::success; }
    bool wait_until(auto deadline) { return ends.first.push_until(1, deadline) == channel_status::success; }
    void complete() { ends.second.pop(); }
    std::pair<sender<int>, receiver<int>> ends = make_channel<int>(1);
};

template <class Queue>
struct getting {
    bool wait_for(auto length) { return work.get_for(item, length) == channel_status::success; }
    bool wait_until(auto deadline) { return work.get_until(item, deadline) == channel_status::success; }
    void complete() { work.put(1); }
    Queue work;
    std::optional<int> item;
};

struct putting {
    putting() { work.put(0); }
    bool wait_for(auto length) { return work.put_for(1, length) == channel_status::success; }
    bool wait_until(auto deadline) { return work.put_until(1, deadline) == channel_status::success; }
    void complete() { work.get(); }
    queue<int> work{1};
};

struct joining_queue {
    joining_queue() { work.put(0); }
    bool wait_for(auto length) { return work.join_for(length); }
    bool wait_until(auto deadline) { return work.join_until(deadline); }
    void complete() { work.task_done(); }
    queue<int> work;
};

struct subscribed {
    bool wait_for(auto length) { return mine.pop_for(item, length) == channel_status::success; }
    bool wait_until(auto deadline) { return mine.pop_until(item, deadline) == channel_status::success; }
    void complete() { news.push(1); }
    broadcast<int> news{1};
    subscription<int> mine = news.subscribe();
    std::optional<int> item;
};

struct broadcasting {
    broadcasting() { news.push(0); }
    bool wait_for(auto length) { return news.push_for(1, length) == channel_status::success; }
    bool wait_until(auto deadline) { return news.push_until(1, deadline) == channel_status::success; }
    void complete() { late.pop(); }
    broadcast<int> news{1};
    subscription<int> late = news.subscribe();
};

/// A body that yields when it is told to.
inline async_generator<int> told(event& to) {
    return async_generator<int>([&to](auto& yield) {
        to.wait();
        yield(1);
    });
}

struct generating {
    bool wait_for(auto length) { return items.next_for(item, length) == channel_status::success; }
    bool wait_until(auto deadline) { return items.next_until(item, deadline) == channel_status::success; }
    void complete() { go_on.set(); }
    event go_on;
    async_generator<int> items = told(go_on);
    std::optional<int> item;
};

struct selecting {
    bool wait_for(auto length) { return select(on_event(is_there), after(length)) == 0; }
    bool wait_until(auto deadline) { return select(on_event(is_there), at(deadline)) == 0; }
    void complete() { is_there.set(); }
    event is_there;
};

/// What authors of primitives use.
struct low_level {
    bool wait_for(auto length) { return wait_until(detail::deadline_after(length)); }
    bool wait_until(auto deadline) {
        const any_time_point at = deadline; // refused before anything is linked
        list.lock();
        lowlevel::waiter self;
        list.push_back(self);
        list.unlock();
        if (self.suspend_until(at) == lowlevel::wake_reason::completed) return true;
        list.lock();
        list.remove(self);
        list.unlock();
        return false;
    }
    void complete() {
        list.lock();
        const auto won = list.claim_all();
        list.unlock();
        won.deliver();
    }
    lowlevel::wait_list list;
};

} // namespace weft::test
