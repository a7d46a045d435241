// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

namespace weft::detail::queues {

/// Links of a pairing heap's element; inherited.
template <class T>
struct heap_links {
    T* child = nullptr;
    T* next = nullptr;     // next sibling
    T* previous = nullptr; // previous sibling, or the parent of a first child
};

/// An intrusive min-heap that allocates nothing: insert O(1), pop and erase O(log n) amortised (Fredman, Sedgewick,
/// Sleator, Tarjan: The pairing heap, 1986). `Before(a, b)` says that a comes out first. Not thread-safe; owns nothing.
template <class T, class Before>
class pairing_heap {
public:
    bool empty() const noexcept { return root_ == nullptr; }
    T* top() const noexcept { return root_; }

    void insert(T& item) noexcept {
        item.child = item.next = item.previous = nullptr;
        root_ = root_ == nullptr ? &item : meld(root_, &item);
    }

    T& pop() noexcept {
        T& smallest = *root_;
        root_ = merge_pairs(smallest.child);
        return smallest;
    }

    void erase(T& item) noexcept {
        if (&item == root_) {
            pop();
            return;
        }
        (item.previous->child == &item ? item.previous->child : item.previous->next) = item.next;
        if (item.next != nullptr) item.next->previous = item.previous;
        if (T* const rest = merge_pairs(item.child)) root_ = meld(root_, rest);
    }

private:
    /// Makes the larger of two roots the first child of the other, which is returned.
    static T* meld(T* a, T* b) noexcept {
        if (Before{}(*b, *a)) {
            T* const swapped = a;
            a = b;
            b = swapped;
        }
        b->previous = a;
        b->next = a->child;
        if (a->child != nullptr) a->child->previous = b;
        a->child = b;
        return a;
    }

    /// Melds a list of siblings into one root: pairs from the left, then the pairs from the right.
    static T* merge_pairs(T* first) noexcept {
        T* pairs = nullptr; // a stack through `next`
        while (first != nullptr) {
            T* const a = first;
            T* const b = a->next;
            first = b != nullptr ? b->next : nullptr;
            a->next = nullptr;
            T* pair = a;
            if (b != nullptr) {
                b->next = nullptr;
                pair = meld(a, b);
            }
            pair->next = pairs;
            pairs = pair;
        }
        T* root = nullptr;
        while (pairs != nullptr) {
            T* const pair = pairs;
            pairs = pair->next;
            pair->next = nullptr;
            root = root == nullptr ? pair : meld(root, pair);
        }
        if (root != nullptr) root->previous = nullptr;
        return root;
    }

    T* root_ = nullptr;
};

} // namespace weft::detail::queues
