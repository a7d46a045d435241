// SPDX-License-Identifier: BSL-1.0
// The rules, applied to this repository.
#include "rules.hpp"

#include <gtest/gtest.h>

namespace weft::house {
namespace {

const source_tree& repository() {
    static const source_tree tree = load_tree(WEFT_SOURCE_DIR);
    return tree;
}

#define EXPECT_NO_FINDING(rule)                                                                                        \
    const findings all = rule(repository());                                                                           \
    EXPECT_TRUE(all.empty()) << to_string(all)

TEST(House, EveryIncludeObeysTheLayerTable) { EXPECT_NO_FINDING(check_layers); }
TEST(House, EveryNameIsInTheRoomOfItsLayer) { EXPECT_NO_FINDING(check_rooms); }
TEST(House, OutsideLibrariesAreIncludedOnlyByTheirLayer) { EXPECT_NO_FINDING(check_outside); }
TEST(House, TheIncludeGraphHasNoCycle) { EXPECT_NO_FINDING(check_acyclic); }
TEST(House, GuardedWordsStandOnlyInTheirFiles) { EXPECT_NO_FINDING(check_words); }
TEST(House, UnitTestsRunThroughTheKitOnVirtualTime) { EXPECT_NO_FINDING(check_unit_tests); }
TEST(House, AddressesAreTakenByAddressof) { EXPECT_NO_FINDING(check_addresses); }
TEST(House, EveryFileNamesItsLicence) { EXPECT_NO_FINDING(check_licence); }
TEST(House, EveryHeaderSaysPragmaOnce) { EXPECT_NO_FINDING(check_pragma_once); }
TEST(House, CommentsKeepToTheColumnsOfCode) { EXPECT_NO_FINDING(check_comment_columns); }
TEST(House, WhatUsersCallIsExported) { EXPECT_NO_FINDING(check_exports); }
TEST(House, PublicClassesDeclareTheirMembers) { EXPECT_NO_FINDING(check_faces); }
TEST(House, EveryPublicHeaderChecksTheBuild) { EXPECT_NO_FINDING(check_config_reached); }
TEST(House, TheTopLevelIsTheOnePromised) { EXPECT_NO_FINDING(check_top_level); }
TEST(House, QuotedExamplesAreTheirSources) { EXPECT_NO_FINDING(check_quotes); }
TEST(House, TheReadmeShowsAProgramByLineTwenty) { EXPECT_NO_FINDING(check_readme); }
TEST(House, LinksLeadSomewhere) { EXPECT_NO_FINDING(check_links); }
TEST(House, TheReadmeNamesEveryHeaderAndDocument) { EXPECT_NO_FINDING(check_readme_names_all); }

TEST(House, EveryWaitIsTestedInEveryReport) { EXPECT_NO_FINDING(check_waits); }

TEST(House, WhatIsThrownSaysThatItIsWefts) { EXPECT_NO_FINDING(check_messages); }

TEST(House, TestsThatDocumentsNameExist) { EXPECT_NO_FINDING(check_named_tests); }

TEST(House, TheRepositoryWasFound) { EXPECT_NE(repository().find("CMakeLists.txt"), nullptr); }

} // namespace
} // namespace weft::house
