// SPDX-License-Identifier: BSL-1.0
#include "queue/pairing_heap.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace weft::detail {
namespace {

struct element : heap_links<element> {
    std::uint64_t key = 0;
    std::uint64_t order = 0;
};
struct smaller {
    bool operator()(const element& a, const element& b) const {
        return a.key != b.key ? a.key < b.key : a.order < b.order;
    }
};

TEST(PairingHeap, AgreesWithAMultimap) {
    std::mt19937_64 random(test::seed_of_test());
    pairing_heap<element, smaller> heap;
    std::multimap<std::uint64_t, std::unique_ptr<element>> oracle; // equal keys stay in the order of their insertion
    for (std::uint64_t step = 0; step < 200'000; ++step) {
        const auto what = random() % 10;
        if (what < 5) {
            auto fresh = std::make_unique<element>();
            fresh->key = random() % 50;
            fresh->order = step;
            heap.insert(*fresh);
            oracle.emplace(fresh->key, std::move(fresh));
        } else if (!oracle.empty()) {
            auto victim = oracle.begin();
            if (what < 8) {
                ASSERT_EQ(&heap.pop(), victim->second.get());
            } else {
                victim =
                    std::next(victim, static_cast<std::ptrdiff_t>(random() % std::min<std::size_t>(oracle.size(), 20)));
                heap.erase(*victim->second);
            }
            oracle.erase(victim);
        }
        ASSERT_EQ(heap.empty(), oracle.empty());
        ASSERT_EQ(heap.top(), oracle.empty() ? nullptr : oracle.begin()->second.get());
    }
}

TEST(PairingHeap, GivesEqualKeysInTheOrderOfInsertion) {
    std::vector<element> all(100);
    pairing_heap<element, smaller> heap;
    for (std::uint64_t i = 0; i < all.size(); ++i) {
        all[i].order = i;
        heap.insert(all[i]);
    }
    for (element& each : all) EXPECT_EQ(&heap.pop(), &each);
}

} // namespace
} // namespace weft::detail
