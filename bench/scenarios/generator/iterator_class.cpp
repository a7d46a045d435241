// SPDX-License-Identifier: BSL-1.0
#include "scenarios/generator/problem.hpp"

#include <iterator>
#include <vector>

namespace bench {

namespace {

// What counts: an iterator that is the number itself.
class numbers {
public:
    explicit numbers(std::uint64_t n) : n_(n) {}

    class iterator {
    public:
        explicit iterator(std::uint64_t at) : at_(at) {}
        std::uint64_t operator*() const { return at_; }
        iterator& operator++() {
            ++at_;
            return *this;
        }
        bool operator==(const iterator&) const = default;

    private:
        std::uint64_t at_;
    };
    iterator begin() const { return iterator(0); }
    iterator end() const { return iterator(n_); }

private:
    std::uint64_t n_;
};

// A level that hands out what the one below it does.
template <class Below>
class through {
public:
    explicit through(std::uint64_t n) : below_(n) {}

    class iterator {
    public:
        explicit iterator(typename Below::iterator at) : at_(at) {}
        std::uint64_t operator*() const { return *at_; }
        iterator& operator++() {
            ++at_;
            return *this;
        }
        bool operator==(const iterator&) const = default;

    private:
        typename Below::iterator at_;
    };
    iterator begin() const { return iterator(below_.begin()); }
    iterator end() const { return iterator(below_.end()); }

private:
    Below below_;
};

// The recursion of the walk, turned into a stack of what is left to do on each level.
class tree {
public:
    explicit tree(unsigned depth) : depth_(depth) {}

    class iterator {
    public:
        explicit iterator(unsigned depth) { descend(depth); }
        std::uint64_t operator*() const { return number_; }
        iterator& operator++() {
            const unsigned right = open_.back() - 1;
            open_.pop_back();
            ++number_;
            descend(right);
            return *this;
        }
        friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.open_.empty(); }

    private:
        void descend(unsigned depth) {
            for (; depth != 0; --depth) open_.push_back(depth);
        }
        std::vector<unsigned> open_;
        std::uint64_t number_ = 1;
    };
    iterator begin() const { return iterator(depth_); }
    static std::default_sentinel_t end() { return {}; }

private:
    unsigned depth_;
};

} // namespace

measurement generator_1(params) {
    return generating::measure_items([](std::uint64_t n) { return numbers(n); });
}

measurement generator_depth3(params) {
    return generating::measure_items([](std::uint64_t n) { return through<through<numbers>>(n); });
}

measurement generator_tree20(params) {
    return generating::measure_tree([](unsigned depth) { return tree(depth); });
}

measurement generator_create(params) {
    return generating::measure_lives(0, [] {
        const numbers all(1);
        asm volatile("" : : "r"(&all) : "memory");
        return std::uint64_t{0};
    });
}

measurement generator_empty(params) {
    return generating::measure_lives(0, [] { return generating::take_one(numbers(0)); });
}

measurement generator_break(params) {
    return generating::measure_lives(1, [] { return generating::take_one(numbers(2)); });
}

} // namespace bench
