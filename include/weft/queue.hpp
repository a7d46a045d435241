// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/channel/block_store.hpp>
#include <weft/detail/channel/task_queue.hpp>

#include <functional>

namespace weft {

/// A queue of work, first-in first-out, with asyncio's verbs: put() and get(); task_done() says that the work on an
/// item that was got is done, and join() waits until that is so for all. Constructed with the number of items it can
/// hold; with nothing or 0 it has no bound.
///
/// put() suspends while the queue is full, get() while it is empty, join() while there is unfinished work (a plain
/// thread blocks); those that wait are served in the order in which they came. The waits are checkpoints. shutdown()
/// ends it: puts throw queue_shut_down, those that wait included; gets take what is left and then throw. With
/// shutdown_how::immediate nothing is left, and what is dropped counts as done; join() still waits for what was got and
/// is not done. Any fiber or thread. T may be move-only. It may be destroyed when nobody is in a call or waits in it.
/// Cases of select(): on_push() and on_pop(), whose handler gets an empty optional when a get() would throw.
///
/// @code
/// weft::queue<int> jobs;
/// auto worker = weft::spawn([&] { for (;;) { work_on(jobs.get()); jobs.task_done(); } });
/// for (int i = 0; i < 3; ++i) jobs.put(i);
/// jobs.join();
/// jobs.shutdown();
/// @endcode
template <class T>
class queue : public detail::task_queue<T, detail::fifo_store<T>> {
public:
    using detail::task_queue<T, detail::fifo_store<T>>::task_queue;
};

/// As queue, but the item that was put last is got first. T's move must be noexcept.
template <class T>
class lifo_queue : public detail::task_queue<T, detail::lifo_store<T>> {
public:
    using detail::task_queue<T, detail::lifo_store<T>>::task_queue;
};

/// As queue, but the least item is got first (so the smallest number is the most urgent, as in asyncio). T's move must
/// be noexcept; Compare must not throw.
template <class T, class Compare = std::less<T>>
class priority_queue : public detail::task_queue<T, detail::heap_store<T, Compare>> {
public:
    using detail::task_queue<T, detail::heap_store<T, Compare>>::task_queue;
};

} // namespace weft
