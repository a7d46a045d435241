// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/tuning.hpp>
#include <weft/detail/channel/exchange.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace weft::detail::chan {

/// Where a channel keeps its items, first-in first-out, in raw memory: one chunk that is its own successor when the
/// number of items is bounded, a chain of chunks when it is not. Not thread-safe. An exception thrown by T's move
/// leaves it as it was.
///
/// Invariant: items live from pop_at_ to push_at_ along the chain, `count_` of them; the chunk of pop_at_ is the first
/// of the chain, that of push_at_ the last (the same one when bounded).
template <class T>
class fifo_store {
    struct chunk {
        chunk* next = nullptr;
        T* begin = nullptr;
        T* end = nullptr;
    };
    static constexpr std::size_t k_offset = (sizeof(chunk) + alignof(T) - 1) / alignof(T) * alignof(T);
    static constexpr std::align_val_t k_alignment{(std::max)(alignof(T), alignof(chunk))};
    static constexpr std::size_t k_chunk = std::clamp(std::size_t{4096} / sizeof(T), k_chunk_least, k_chunk_most);

    struct chunk_deleter {
        void operator()(chunk* each) const noexcept { ::operator delete(each, k_alignment); }
    };

public:
    using memory = std::unique_ptr<chunk, chunk_deleter>;
    static constexpr std::size_t k_unbounded = ~std::size_t{0}; ///< the capacity when there is no bound
    struct no_bound {};

    /// Throws std::bad_alloc when the items cannot be allocated.
    explicit fifo_store(std::size_t capacity) : capacity_(capacity), limit_(capacity) {
        if (capacity == 0) return;
        spare_ = make(capacity).release();
        static_cast<void>(turn_push());
        push_chunk_->next = push_chunk_;
    }
    explicit fifo_store(no_bound) noexcept : capacity_(k_unbounded), limit_(k_unbounded) {}
    fifo_store(fifo_store&& other) noexcept
        : count_(std::exchange(other.count_, 0)),
          push_at_(std::exchange(other.push_at_, nullptr)),
          push_end_(std::exchange(other.push_end_, nullptr)),
          pop_at_(std::exchange(other.pop_at_, nullptr)),
          pop_end_(std::exchange(other.pop_end_, nullptr)),
          push_chunk_(std::exchange(other.push_chunk_, nullptr)),
          pop_chunk_(std::exchange(other.pop_chunk_, nullptr)),
          spare_(std::exchange(other.spare_, nullptr)),
          capacity_(other.capacity_),
          limit_(other.limit_) {}
    fifo_store& operator=(fifo_store&&) = delete;
    ~fifo_store() {
        aftermath last;
        for (; count_ != 0; last.run()) {
            last = {};
            static_cast<void>(front(last));
            drop_front();
        }
        for (chunk* each = pop_chunk_; each != nullptr;) {
            chunk* const next = each == push_chunk_ ? nullptr : each->next;
            chunk_deleter()(each);
            each = next;
        }
        chunk_deleter()(spare_);
    }

    bool empty() const noexcept { return count_ == 0; }
    bool full() const noexcept { return count_ >= limit_; }
    std::size_t size() const noexcept { return count_; }
    std::size_t capacity() const noexcept { return capacity_; } // never changes

    /// From now on it is full.
    void close() noexcept { limit_ = 0; }

    /// True when the next push_back() has memory; else give it some.
    bool has_memory() noexcept { return push_at_ != push_end_ || turn_push(); }
    static std::size_t wanted_memory() noexcept { return k_chunk; }
    static memory new_memory(std::size_t items) { return make(items); }
    memory bring(memory fresh) noexcept {
        if (spare_ == nullptr) spare_ = fresh.release();
        return fresh;
    }

    void push_back(T&& item) {
        ::new (static_cast<void*>(push_at_)) T(std::move(item));
        ++push_at_;
        ++count_;
    }

    T& front(aftermath& after) noexcept {
        if (pop_at_ == pop_end_) [[unlikely]]
            turn_pop(after);
        return *pop_at_;
    }

    void drop_front() noexcept {
        std::destroy_at(pop_at_);
        ++pop_at_;
        --count_;
    }

private:
    static memory make(std::size_t items) {
        if (items > (static_cast<std::size_t>(-1) / 2 - k_offset) / sizeof(T)) throw std::bad_alloc();
        void* const bytes = ::operator new(k_offset + items * sizeof(T), k_alignment);
        auto* const begin = reinterpret_cast<T*>(static_cast<std::byte*>(bytes) + k_offset);
        return memory(::new (bytes) chunk{.next = nullptr, .begin = begin, .end = begin + items});
    }

    [[gnu::noinline]] bool turn_push() noexcept {
        chunk* const next =
            push_chunk_ != nullptr && push_chunk_->next != nullptr ? push_chunk_->next : std::exchange(spare_, nullptr);
        if (next == nullptr) return false;
        if (push_chunk_ == nullptr) {
            pop_chunk_ = next;
            pop_at_ = next->begin;
            pop_end_ = next->end;
        } else {
            push_chunk_->next = next;
        }
        push_chunk_ = next;
        push_at_ = next->begin;
        push_end_ = next->end;
        return true;
    }

    [[gnu::noinline]] void turn_pop(aftermath& after) noexcept {
        chunk* const old = std::exchange(pop_chunk_, pop_chunk_->next);
        pop_at_ = pop_chunk_->begin;
        pop_end_ = pop_chunk_->end;
        if (old == pop_chunk_) return;
        old->next = nullptr;
        if (spare_ == nullptr) {
            spare_ = old;
        } else {
            after.waste = old;
            after.waste_alignment = k_alignment;
        }
    }

    std::size_t count_ = 0;
    T* push_at_ = nullptr;
    T* push_end_ = nullptr;
    T* pop_at_ = nullptr;
    T* pop_end_ = nullptr;
    chunk* push_chunk_ = nullptr;
    chunk* pop_chunk_ = nullptr;
    chunk* spare_ = nullptr;
    std::size_t capacity_;
    std::size_t limit_; // capacity_, or 0 once closed
};

} // namespace weft::detail::chan
