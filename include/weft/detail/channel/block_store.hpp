// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/tuning.hpp>
#include <weft/detail/channel/exchange.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace weft::detail::chan {

/// Items in one block of raw memory, which is replaced by a larger one when there is no bound: what stacks and heaps
/// are kept in. Not thread-safe; see fifo_store for the members' meaning.
template <class T>
class block_store {
    static_assert(std::is_nothrow_move_constructible_v<T>,
                  "items of this queue are moved inside it, so their move must be noexcept: put them behind a "
                  "std::unique_ptr");

    struct deleter {
        std::size_t room = 0;
        void operator()(T* items) const noexcept { std::allocator<T>().deallocate(items, room); }
    };

public:
    using memory = std::unique_ptr<T, deleter>;
    static constexpr std::size_t k_unbounded = ~std::size_t{0};
    struct no_bound {};

    explicit block_store(std::size_t capacity) : items_(new_memory(capacity)), capacity_(capacity), limit_(capacity) {}
    explicit block_store(no_bound) noexcept : capacity_(k_unbounded), limit_(k_unbounded) {}
    block_store(block_store&& other) noexcept
        : items_(std::move(other.items_)),
          count_(std::exchange(other.count_, 0)),
          capacity_(other.capacity_),
          limit_(other.limit_) {}
    block_store& operator=(block_store&&) = delete;
    ~block_store() { std::destroy_n(items_.get(), count_); }

    bool empty() const noexcept { return count_ == 0; }
    bool full() const noexcept { return count_ >= limit_; }
    std::size_t size() const noexcept { return count_; }
    std::size_t capacity() const noexcept { return capacity_; }
    void close() noexcept { limit_ = 0; }

    bool has_memory() const noexcept { return items_ != nullptr && count_ < items_.get_deleter().room; }
    std::size_t wanted_memory() const noexcept { return (std::max)(2 * count_, k_chunk_least); }
    static memory new_memory(std::size_t items) {
        if (items == 0) return {};
        return memory(std::allocator<T>().allocate(items), deleter{items});
    }
    memory bring(memory fresh) noexcept {
        if (fresh.get_deleter().room <= count_) return fresh;
        std::uninitialized_move_n(items_.get(), count_, fresh.get());
        std::destroy_n(items_.get(), count_);
        std::swap(items_, fresh);
        return fresh;
    }

protected:
    T* at(std::size_t index) noexcept { return items_.get() + index; }
    void construct_last(T&& item) noexcept {
        ::new (static_cast<void*>(at(count_))) T(std::move(item));
        ++count_;
    }
    void destroy_last() noexcept { std::destroy_at(at(--count_)); }

private:
    memory items_;
    std::size_t count_ = 0;
    std::size_t capacity_;
    std::size_t limit_;
};

/// Last in, first out.
template <class T>
class lifo_store : public block_store<T> {
public:
    using block_store<T>::block_store;
    void push_back(T&& item) noexcept { this->construct_last(std::move(item)); }
    T& front(aftermath&) noexcept { return *this->at(this->size() - 1); }
    void drop_front() noexcept { this->destroy_last(); }
};

/// The least item first, by Compare, which must not throw: a binary heap.
template <class T, class Compare>
class heap_store : public block_store<T> {
public:
    using block_store<T>::block_store;

    void push_back(T&& item) noexcept {
        this->construct_last(std::move(item));
        for (std::size_t child = this->size() - 1; child != 0;) {
            const std::size_t parent = (child - 1) / 2;
            if (!less_(*this->at(child), *this->at(parent))) return;
            swap(child, parent);
            child = parent;
        }
    }
    T& front(aftermath&) noexcept { return *this->at(0); }

    /// The front was moved away: the last item takes its place and sinks.
    void drop_front() noexcept {
        const std::size_t last = this->size() - 1;
        if (last != 0) {
            std::destroy_at(this->at(0));
            ::new (static_cast<void*>(this->at(0))) T(std::move(*this->at(last)));
        }
        this->destroy_last();
        for (std::size_t parent = 0;;) {
            std::size_t least = parent;
            for (const std::size_t child : {2 * parent + 1, 2 * parent + 2})
                if (child < this->size() && less_(*this->at(child), *this->at(least))) least = child;
            if (least == parent) return;
            swap(parent, least);
            parent = least;
        }
    }

private:
    void swap(std::size_t one, std::size_t other) noexcept {
        T moved(std::move(*this->at(one)));
        std::destroy_at(this->at(one));
        ::new (static_cast<void*>(this->at(one))) T(std::move(*this->at(other)));
        std::destroy_at(this->at(other));
        ::new (static_cast<void*>(this->at(other))) T(std::move(moved));
    }

    [[no_unique_address]] Compare less_;
};

} // namespace weft::detail::chan
