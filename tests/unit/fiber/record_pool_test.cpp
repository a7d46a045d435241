// SPDX-License-Identifier: BSL-1.0
#include "fiber/record_pool.hpp"
#include "support/records.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace weft::detail {
namespace {

using test::records_ever_made;

TEST(RecordPool, ACacheGivesTheSameRecordsAgain) {
    const auto take_and_put = [] {
        record_cache cache;
        std::vector<fiber_record*> all;
        for (int i = 0; i < 2000; ++i) all.push_back(&cache.get());
        EXPECT_EQ(std::set<fiber_record*>(all.begin(), all.end()).size(), all.size());
        for (fiber_record* each : all) cache.put(*each);
    };
    take_and_put();
    const std::size_t made = records_ever_made();
    for (int round = 0; round < 20; ++round) take_and_put();
    EXPECT_EQ(records_ever_made(), made);
}

/// Who has joined a fiber reads its result after the record was put into the cache.
TEST(RecordPool, TheRecordThatWasPutLastStaysInItsCache) {
    record_cache cache;
    std::vector<fiber_record*> all;
    for (std::size_t i = 0; i < 4 * record_pool::k_chain; ++i) all.push_back(&cache.get());
    for (fiber_record* each : all) {
        cache.put(*each);
        const record_chain others = record_pool::instance().take(); // the youngest that the pool has
        EXPECT_NE(&others.head.fiber(), each);
        record_pool::instance().give(others);
    }
}

TEST(RecordPool, ALookSeesTheRecordsOfAllSlabs) {
    record_pool& pool = record_pool::instance();
    std::vector<record_chain> chains;
    std::size_t taken = 0;
    while (taken <= 2 * record_pool::k_slab_bytes / sizeof(fiber_record)) {
        chains.push_back(pool.take());
        taken += chains.back().count;
    }
    std::set<const fiber_record*> seen;
    pool.for_each([&](const fiber_record& each) { seen.insert(&each); });
    for (const record_chain& each : chains)
        for (ready_entry entry = each.head; entry; entry = entry.fiber().next_ready)
            ASSERT_TRUE(seen.contains(&entry.fiber()));
    for (const record_chain& each : chains) pool.give(each);
}

TEST(RecordPool, SinglesComeBackToo) {
    record_pool& pool = record_pool::instance();
    const auto take_and_put = [&] {
        std::vector<fiber_record*> all;
        for (int i = 0; i < 1000; ++i) all.push_back(&pool.take_one());
        for (fiber_record* each : all) pool.give_one(*each);
    };
    take_and_put();
    const std::size_t made = records_ever_made();
    for (int round = 0; round < 20; ++round) take_and_put();
    EXPECT_EQ(records_ever_made(), made);
}

TEST(RecordPool, RecordsMayComeBackOnAnotherThread) {
    const auto pass_over = [] {
        std::vector<fiber_record*> all;
        record_cache mine;
        for (int i = 0; i < 1500; ++i) all.push_back(&mine.get());
        std::thread([&] {
            record_cache theirs;
            for (fiber_record* each : all) theirs.put(*each);
        }).join();
    };
    pass_over();
    pass_over();
    const std::size_t made = records_ever_made();
    for (int round = 0; round < 20; ++round) pass_over();
    EXPECT_LE(records_ever_made(), made + 2 * record_pool::k_chain);
}

} // namespace
} // namespace weft::detail
