// SPDX-License-Identifier: BSL-1.0
#include "explore/random_numbers.hpp"
#include "explore/schedule.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace weft::detail {
namespace {

schedule schedule_of(std::initializer_list<std::uint32_t> choices) {
    schedule result;
    for (const std::uint32_t choice : choices) result.push_back(choice);
    return result;
}

std::string refusal_of(const std::string& token) {
    try {
        static_cast<void>(schedule::from_token(token));
    } catch (const std::invalid_argument& refused) {
        return refused.what();
    }
    return "accepted";
}

TEST(Schedule, ATokenGivesTheScheduleBack) {
    for (const schedule& made : {schedule_of({}), schedule_of({0}), schedule_of({0, 0, 0}), schedule_of({1, 0, 2}),
                                 schedule_of({31, 32, 33, 0xffffffffU, 0, 1024, 0})})
        EXPECT_EQ(schedule::from_token(made.to_token()), made) << made.to_token();
}

TEST(Schedule, RandomTokensGiveTheScheduleBack) {
    random_numbers numbers(7);
    for (int round = 0; round < 1'000; ++round) {
        schedule made;
        for (std::uint32_t left = numbers.below(200); left != 0; --left)
            made.push_back(numbers.below(numbers.below(5) + 1));
        EXPECT_EQ(schedule::from_token(made.to_token()), made);
    }
}

TEST(Schedule, ATokenIsPrintableAndShort) {
    schedule made;
    for (int index = 0; index < 10'000; ++index) made.push_back(index % 5'000 == 0 ? 1 : 0);
    const std::string token = made.to_token();
    EXPECT_LT(token.size(), 20U);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
}

TEST(Schedule, ABadTokenSaysWhatIsWrong) {
    const std::string good = schedule_of({1, 0, 2}).to_token();
    EXPECT_NE(refusal_of("").find("begins with 'w'"), std::string::npos);
    EXPECT_NE(refusal_of("x" + good).find("begins with 'w'"), std::string::npos);
    EXPECT_NE(refusal_of(good + "!").find("letters, digits"), std::string::npos);
    EXPECT_NE(refusal_of(good.substr(0, good.size() - 1)).find("checksum"), std::string::npos);
    EXPECT_NE(refusal_of(good + "A").find("checksum"), std::string::npos);
}

TEST(Schedule, EachChangedCharacterIsNoticed) {
    const std::string good = schedule_of({1, 0, 2, 0, 0, 0, 1, 3}).to_token();
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string changed = good;
        changed[at] = changed[at] == 'B' ? 'C' : 'B';
        EXPECT_NE(refusal_of(changed), "accepted") << changed;
    }
}

TEST(Schedule, ANumberCountsFromTheOrdinaryChoice) {
    const std::uint32_t ids[] = {2, 5, 7};
    const candidates running{ids, 3, 1};
    const candidates nobody{ids, 3, k_nobody_runs};
    EXPECT_EQ(schedule::number_of(running, 1), 0U);
    EXPECT_EQ(schedule::number_of(running, 0), 2U);
    EXPECT_EQ(schedule::index_of(running, 1), 2U);
    EXPECT_EQ(schedule::index_of(running, 9), 1U);
    EXPECT_EQ(schedule::number_of(nobody, 0), 0U);
    EXPECT_EQ(schedule::index_of(nobody, 2), 2U);
}

} // namespace
} // namespace weft::detail
