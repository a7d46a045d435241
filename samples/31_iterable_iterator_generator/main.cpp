// SPDX-License-Identifier: BSL-1.0
// The squares below a limit in three forms: an iterable, an iterator, a generator.
#include <weft/generator.hpp>

#include <cstdio>
#include <iterator>
#include <ranges>

// An iterator: knows where it is, can go on and be looked at. It is used up by a walk.
class squares_iterator {
public:
    using value_type = int;
    using difference_type = std::ptrdiff_t;

    squares_iterator(int root, int limit) : root_(root), limit_(limit) {}
    int operator*() const { return root_ * root_; }
    squares_iterator& operator++() {
        ++root_;
        return *this;
    }
    void operator++(int) { ++root_; }
    friend bool operator==(const squares_iterator& it, std::default_sentinel_t) { return *it >= it.limit_; }

private:
    int root_;
    int limit_;
};

// An iterable: makes a new iterator for every walk.
class squares_below {
public:
    explicit squares_below(int limit) : limit_(limit) {}
    squares_iterator begin() const { return {0, limit_}; }
    static std::default_sentinel_t end() { return {}; }

private:
    int limit_;
};

// A generator: both at once, written as the loop that it is.
weft::generator<int> generate_squares_below(int limit) {
    return weft::generator<int>([limit](auto& yield) {
        for (int root = 0; root * root < limit; ++root) yield(root * root);
    });
}

template <class Range>
void walk(const char* title, Range&& range) {
    std::printf("%s:", title);
    for (const int square : range) std::printf(" %d", square);
    std::printf("\n");
}

int main() {
    static_assert(std::ranges::input_range<squares_below> && std::input_iterator<squares_iterator>);
    static_assert(std::ranges::input_range<weft::generator<int>> && std::ranges::view<weft::generator<int>>);

    const squares_below iterable(50);
    walk("iterable", iterable);
    walk("iterable, again", iterable);

    squares_iterator iterator = iterable.begin();
    ++iterator;
    walk("from an iterator on", std::ranges::subrange(iterator, std::default_sentinel));

    weft::generator<int> generator = generate_squares_below(50);
    std::printf("generator, first: %d\n", *generator.next());
    walk("generator, the rest", generator);
    walk("generator, again", generator);
}
