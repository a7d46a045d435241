// SPDX-License-Identifier: BSL-1.0
// Every rule finds what it is there to find, in a repository made for that, and nothing in a good one.
#include "rules.hpp"
#include "tree_of.hpp"

#include <gtest/gtest.h>

namespace weft::house {
namespace {

constexpr const char* k_layers = R"(# a comment
layer base:
layer fiber: base
layer runtime: base fiber
layer task: base runtime/public
header weft/runtime.hpp: runtime
umbrella weft/weft.hpp
outside boost/context: fiber
outside boost/: fiber task
)";

source_tree with_layers(const char* path, const char* text) {
    return tree_of({{"cmake/layers.txt", k_layers},
                    {"include/weft/runtime.hpp", "#pragma once\n"},
                    {"include/weft/weft.hpp", "#include <weft/runtime.hpp>\n"},
                    {"lib/base/futex.hpp", "#pragma once\n"},
                    {path, text}});
}

TEST(LayerRule, AcceptsWhatTheTableAllows) {
    EXPECT_EQ(check_layers(with_layers("lib/runtime/a.cpp", "#include \"base/futex.hpp\"\n#include <vector>\n")),
              findings{});
    EXPECT_EQ(check_layers(with_layers("lib/task/a.cpp", "#include <weft/runtime.hpp>\n")), findings{});
    EXPECT_EQ(check_layers(with_layers("samples/01_a/main.cpp", "#include <weft/weft.hpp>\n")), findings{});
}

TEST(LayerRule, FindsAnIncludeFromAHigherLayer) {
    const auto all = check_layers(with_layers("lib/base/a.cpp", "\n#include \"runtime/worker.hpp\"\n"));
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(to_string(all), "lib/base/a.cpp:2: layer base may not include runtime/worker.hpp of layer runtime\n");
}

TEST(LayerRule, FindsAPrivateHeaderWhereOnlyThePublicFaceIsAllowed) {
    EXPECT_EQ(check_layers(with_layers("lib/task/a.cpp", "#include \"runtime/worker.hpp\"\n")).size(), 1u);
    EXPECT_EQ(check_layers(with_layers("lib/task/a.cpp", "#include <weft/detail/runtime/launch.hpp>\n")), findings{});
}

TEST(LayerRule, FindsAHeaderWithoutALayer) {
    EXPECT_EQ(check_layers(with_layers("include/weft/stray.hpp", "#pragma once\n")).size(), 1u);
    EXPECT_EQ(check_layers(with_layers("lib/fresh/stray.hpp", "#pragma once\n")).size(), 1u);
    EXPECT_EQ(check_layers(with_layers("lib/task/a.cpp", "#include <weft/stray.hpp>\n")).size(), 1u);
}

TEST(LayerRule, FindsTheUmbrellaInTheLibraryAndPrivateHeadersInASample) {
    EXPECT_EQ(check_layers(with_layers("lib/runtime/a.cpp", "#include <weft/weft.hpp>\n")).size(), 1u);
    EXPECT_EQ(check_layers(with_layers("samples/01_a/main.cpp", "#include \"base/futex.hpp\"\n")).size(), 1u);
    EXPECT_EQ(check_layers(with_layers("samples/01_a/main.cpp", "#include <weft/detail/base/x.hpp>\n")).size(), 1u);
}

constexpr const char* k_with_rooms = "layer fiber:\nroom fiber: fibers\nroom fiber/stack: stacks\nlayer model: fiber\n";

std::string wrong_rooms(const char* path, const char* text) {
    return to_string(check_rooms(tree_of({{"cmake/layers.txt", k_with_rooms}, {path, text}})));
}

TEST(RoomRule, AcceptsOnesOwnRoomAndDeclarationsOfOthers) {
    EXPECT_EQ(wrong_rooms("lib/fiber/a.cpp", "namespace weft::detail::fibers {\nstruct a {};\n} // comment\n"), "");
    EXPECT_EQ(wrong_rooms("lib/fiber/stack/a.cpp", "namespace weft::detail::stacks {\nstruct a {};\n}\n"), "");
    EXPECT_EQ(wrong_rooms("lib/fiber/a.cpp", "namespace weft::detail::stacks {\nstruct a;\n}\n"), "");
    EXPECT_EQ(wrong_rooms("lib/model/a.cpp", "namespace weft::detail::fibers {\nstruct a {};\n}\n"), "");
    EXPECT_EQ(wrong_rooms("include/weft/a.hpp", "namespace weft {\nstruct a {};\n}\n"), "");
}

TEST(RoomRule, FindsDefinitionsInAnotherRoomAndInNone) {
    EXPECT_EQ(wrong_rooms("lib/fiber/a.cpp", "namespace weft::detail::stacks {\nstruct a {};\n}\n"),
              "lib/fiber/a.cpp:1: only declared names of another room may stand here: ours is fibers\n");
    EXPECT_EQ(wrong_rooms("lib/fiber/a.cpp", "namespace weft::detail {\nstruct a {};\n}\n"),
              "lib/fiber/a.cpp:1: names of this file belong in the room fibers\n");
}

TEST(LayerRule, FindsAMissingTable) { EXPECT_EQ(check_layers(tree_of({})).size(), 1u); }

TEST(LayerRule, RefusesALineItCannotRead) {
    EXPECT_THROW(check_layers(tree_of({{"cmake/layers.txt", "layers base\n"}})), std::runtime_error);
}

TEST(OutsideRule, TheLongestPrefixDecides) {
    EXPECT_EQ(check_outside(with_layers("lib/fiber/a.cpp", "#include <boost/context/fiber.hpp>\n")), findings{});
    EXPECT_EQ(check_outside(with_layers("lib/task/a.cpp", "#include <boost/json.hpp>\n")), findings{});
    EXPECT_EQ(check_outside(with_layers("lib/task/a.cpp", "#include <boost/context/fiber.hpp>\n")).size(), 1u);
    EXPECT_EQ(check_outside(with_layers("lib/base/a.cpp", "#include <boost/json.hpp>\n")).size(), 1u);
}

TEST(CycleRule, FindsACycleAndNotADiamond) {
    EXPECT_EQ(check_acyclic(tree_of({{"lib/base/a.hpp", "#include \"base/b.hpp\"\n#include \"base/c.hpp\"\n"},
                                     {"lib/base/b.hpp", "#include \"base/c.hpp\"\n"},
                                     {"lib/base/c.hpp", ""}})),
              findings{});
    EXPECT_EQ(check_acyclic(tree_of({{"lib/base/a.hpp", "#include \"base/b.hpp\"\n"},
                                     {"lib/base/b.hpp", "#include <weft/c.hpp>\n"},
                                     {"include/weft/c.hpp", "#include \"base/a.hpp\"\n"}}))
                  .size(),
              1u);
}

source_tree with_words(const char* path, const char* text) {
    return tree_of({{"tests/house/words.txt", "word \\bthread_local\\b in lib: lib/base/here.cpp\n"}, {path, text}});
}

TEST(WordRule, FindsAWordInCodeOnly) {
    EXPECT_EQ(check_words(with_words("lib/base/a.cpp", "thread_local int i;\n")).size(), 1u);
    EXPECT_EQ(check_words(with_words("lib/base/a.cpp", "// thread_local\n/* thread_local\nthread_local */ int i;\n")),
              findings{});
    EXPECT_EQ(check_words(with_words("lib/base/a.cpp", "auto s = \"a \\\" thread_local\";\n")), findings{});
    EXPECT_EQ(check_words(with_words("lib/base/a.cpp", "long l = 1'000; thread_local int i;\n")).size(), 1u);
}

TEST(WordRule, AcceptsTheNamedFilesAndOtherFolders) {
    EXPECT_EQ(check_words(with_words("lib/base/here.cpp", "thread_local int i;\n")), findings{});
    EXPECT_EQ(check_words(with_words("bench/a.cpp", "thread_local int i;\n")), findings{});
}

TEST(WaitRule, FindsAWaitThatNoReportIsTestedWith) {
    const auto of = [](const char* kind) {
        return check_waits(
            tree_of({{"tests/support/every_wait.hpp", "{\"waits for rain\", [] {}}\n"}, {"lib/sync/a.cpp", kind}}));
    };
    EXPECT_EQ(of("wait_kind k{.verb = \"waits for rain\"};\n"), findings{});
    EXPECT_EQ(of("wait_kind k{.verb = \"waits for snow\"};\n").size(), 1u);
}

findings of_unit_test(const char* text, const char* exceptions = "") {
    return check_unit_tests(
        tree_of({{"tests/house/outside_the_kit.txt", exceptions}, {"tests/unit/fiber/a_test.cpp", text}}));
}

TEST(UnitTestRule, AcceptsWhatRunsThroughTheKit) {
    EXPECT_EQ(of_unit_test("TEST_P(A, B) {\n    run([] { spawn([] {}).join(); });\n}\n"), findings{});
    EXPECT_EQ(of_unit_test("TEST(A, B) {\n    run_and_check({}, [] {});\n    object.run(1);\n}\n"), findings{});
    EXPECT_EQ(of_unit_test("TEST(A, B) { int i; }\nvoid f() { run(); }\n"), findings{});
}

TEST(UnitTestRule, FindsARuntimeOfATestsOwn) {
    EXPECT_EQ(of_unit_test("TEST(A, B) {\n    run([] {});\n}\n").size(), 1u);
    EXPECT_EQ(of_unit_test("TEST(A, B) { run([] {}); }\n").size(), 1u);
    EXPECT_EQ(of_unit_test("TEST_P(A, B) {\n    weft::run([] {});\n}\n").size(), 1u);
    EXPECT_EQ(of_unit_test("TEST_P(A, B) {\n    runtime home({.workers = 2});\n}\n").size(), 1u);
}

TEST(UnitTestRule, FindsTheRealClock) {
    EXPECT_EQ(of_unit_test("void f() { ::usleep(5); }\n").size(), 1u);
    EXPECT_EQ(of_unit_test("void f() { std::this_thread::sleep_for(1ms); }\n").size(), 1u);
    EXPECT_EQ(of_unit_test("const options how{.time = time_source::real};\n").size(), 1u);
    EXPECT_EQ(of_unit_test("const auto since = std::chrono::steady_clock::now();\n").size(), 1u);
    EXPECT_EQ(of_unit_test("TEST_P(A, B) {\n    run([] { this_fiber::sleep_for(1h); });\n}\n"), findings{});
}

TEST(UnitTestRule, WantsAReasonAsLongAsItIsNeeded) {
    const char* const sleeps = "void f() { ::usleep(5); }\n";
    EXPECT_EQ(of_unit_test(sleeps, "clock tests/unit/fiber/a_test.cpp: so that it is late\n"), findings{});
    EXPECT_EQ(of_unit_test(sleeps, "clock tests/unit/fiber/a_test.cpp:\n").size(), 2u);
    EXPECT_EQ(of_unit_test(sleeps, "runtime tests/unit/fiber/a_test.cpp: another habit\n").size(), 2u);
    EXPECT_EQ(of_unit_test("", "clock tests/unit/fiber/a_test.cpp: so that it is late\n").size(), 1u);
}

findings of_header(const std::string& line, const char* exceptions = "") {
    const std::string text = "template <class T>\nvoid f(T& item) {\n" + line + "\n}\n";
    return check_addresses(
        tree_of({{"tests/house/own_addresses.txt", exceptions}, {"include/weft/a.hpp", text.c_str()}}));
}

TEST(AddressRule, FindsAUnaryAmpersandInATemplate) {
    for (const char* line : {"g(&item);", "g(1, &item);", "T* p = &item;", "return &*item;", "h{&item};", "    &item,",
                             "x == &item;", "auto p = c ? &item : q;", "g(&(item));"})
        EXPECT_EQ(of_header(line).size(), 1u) << line;
    EXPECT_EQ(check_addresses(tree_of({{"include/weft/a.hpp", "inline int* f(int& i) { return &i; }\n"}})), findings{});
}

TEST(AddressRule, AcceptsReferencesCapturesAndQualifiedNames) {
    for (const char* line :
         {"T& i = item;", "a & b;", "a && b;", "[&item] {};", "[x, &item] {};", "[&] {};", "g(&T::member);",
          "g(&box<T>::member);", "const T&& i;", "f(T&, U&&);", "g(\"&i\"); // &i"})
        EXPECT_EQ(of_header(line), findings{}) << line;
}

TEST(AddressRule, AcceptsANamedFileThatNeedsIt) {
    EXPECT_EQ(of_header("g(&item);", "include/weft/a.hpp: integers alone\n"), findings{});
    EXPECT_EQ(of_header("g(item);", "include/weft/a.hpp: integers alone\n").size(), 1u);
}

TEST(LicenceRule, FindsAFileWithoutTheLine) {
    EXPECT_EQ(check_licence(
                  tree_of({{"dev", "#!/usr/bin/env bash\n# SPDX-License-Identifier: BSL-1.0\n"}, {"a.json", "{}\n"}})),
              findings{});
    EXPECT_EQ(check_licence(tree_of({{"a.cpp", "int i;\n"}})).size(), 1u);
    EXPECT_EQ(check_licence(tree_of({{"a.cpp", "\n\n\n// SPDX-License-Identifier: BSL-1.0\n"}})).size(), 1u);
}

TEST(PragmaRule, FindsAHeaderWithoutIt) {
    EXPECT_EQ(check_pragma_once(tree_of({{"lib/base/a.hpp", "#pragma once\n"}})), findings{});
    EXPECT_EQ(check_pragma_once(tree_of({{"lib/base/a.hpp", "// #pragma once\n"}})).size(), 1u);
}

TEST(TopLevelRule, FindsAStrangerAndAnAbsence) {
    const auto all = check_top_level(tree_of({{"notes.txt", ""}}));
    EXPECT_EQ(all.front(), (finding{"notes.txt", 0, "does not belong at the top level"}));
    EXPECT_EQ(all.at(1).text, "is missing at the top level");
}

constexpr const char* k_readme = "<!-- from: samples/01_a/main.cpp -->\n```cpp\n#include <a>\nint i;\n```\n";

TEST(QuoteRule, ComparesTheBlockWithItsSource) {
    EXPECT_EQ(check_quotes(
                  tree_of({{"README.md", k_readme}, {"samples/01_a/main.cpp", "// head\n#include <a>\nint i;\n"}})),
              findings{});
    EXPECT_EQ(
        check_quotes(tree_of({{"README.md", k_readme}, {"samples/01_a/main.cpp", "#include <a>\nint k;\n"}})).size(),
        1u);
    EXPECT_EQ(
        check_quotes(tree_of({{"README.md", k_readme}, {"samples/01_a/main.cpp", "#include <a>\nint i;\n\n"}})).size(),
        1u);
    EXPECT_EQ(check_quotes(tree_of({{"README.md", k_readme}})).size(), 1u);
}

TEST(QuoteRule, ComparesTheBlockWithAPartOfItsSource) {
    const char* const guide = "<!-- from: tests/a_test.cpp#sum -->\n```cpp\nint i;\n\n    int k;\n```\n";
    const auto faults = [&](const char* source) {
        return check_quotes(tree_of({{"docs/guide.md", guide}, {"tests/a_test.cpp", source}})).size();
    };
    EXPECT_EQ(faults("x\n    // begin: sum\n    int i;\n\n        int k;\n    // end: sum\ny\n"), 0u);
    EXPECT_EQ(faults("// begin: sum\nint j;\n// end: sum\n"), 1u);
    EXPECT_EQ(faults("// begin: difference\nint i;\n\n    int k;\n// end: difference\n"), 1u);
}

TEST(ReadmeRule, WantsAWholeProgramByLineTwenty) {
    EXPECT_EQ(check_readme(tree_of({{"README.md", k_readme}})), findings{});
    EXPECT_EQ(check_readme(tree_of({{"README.md", "no program\n"}})).size(), 1u);
    const std::string late = std::string(20, '\n') + k_readme;
    EXPECT_EQ(check_readme(tree_of({{"README.md", late.c_str()}})).size(), 1u);
}

TEST(LinkRule, FindsALinkToNothing) {
    const auto faults = [](const char* text) {
        return check_links(tree_of({{"docs/guide.md", text}, {"docs/other.md", ""}, {"samples/01_a/main.cpp", ""}}))
            .size();
    };
    EXPECT_EQ(faults("[a](other.md) [b](other.md#part) [c](#part) [d](../samples/01_a) [e](https://example.org/x)\n"),
              0u);
    EXPECT_EQ(faults("[a](another.md) and [b](../docs/none)\n"), 2u);
    EXPECT_EQ(faults("`[&](x)`\n```cpp\nauto f = [&](auto) {};\n```\n"), 0u);
}

TEST(NamedTestRule, FindsANameThatNoTestHas) {
    const auto faults = [](const char* text) {
        return check_named_tests(
                   tree_of({{"docs/promises.md", text},
                            {"tests/unit/a_test.cpp", "TEST_P(Lock, Excludes) {\n}\n"},
                            {"tests/unit/b_test.cpp", "// TEST(Lock, IsFair) {}\nTYPED_TEST(Locks, Exclude) {}\n"}}))
            .size();
    };
    EXPECT_EQ(faults("`Lock.Excludes` and `Locks.Exclude`, `std.string` and `Lock`\n"), 0u);
    EXPECT_EQ(faults("`Lock.IsFair`\n| `Locks.Excludes` |\n"), 2u);
}

TEST(ColumnRule, FindsACommentThatIsTooLong) {
    const auto faults = [](const std::string& text) {
        return check_comment_columns(tree_of({{"lib/a.cpp", text.c_str()}})).size();
    };
    const std::string filled(117, 'x');
    EXPECT_EQ(faults("// " + filled + "\n"), 0u);
    EXPECT_EQ(faults("// " + filled + "x\n"), 1u);
    EXPECT_EQ(faults("int i; // " + filled + "\n"), 1u);
    EXPECT_EQ(faults("int " + filled + "x;\n"), 0u);
}

TEST(MessageRule, FindsAnExceptionThatDoesNotNameTheLibrary) {
    const auto faults = [](const char* text) { return check_messages(tree_of({{"lib/a.cpp", text}})).size(); };
    EXPECT_EQ(faults("throw std::logic_error(\"weft: done() comes first\");\nthrow std::bad_alloc();\n"), 0u);
    EXPECT_EQ(faults("throw resource_error(\"memory\", \"weft: no more\" + why + \" of it\");\n"), 0u);
    EXPECT_EQ(faults("throw std::invalid_argument(\n    fmt::format(\"weft: it is {}\", 3));\nf(\"a text\");\n"), 0u);
    EXPECT_EQ(faults("throw std::logic_error(\"done() comes first\");\n"), 1u);
    EXPECT_EQ(faults("throw resource_error(\n    \"memory\",\n    \"no \\\"more\\\" of it\");\n"), 1u);
}

TEST(ReadmeRule, NamesEveryHeaderAndDocument) {
    const auto faults = [](const char* readme) {
        return check_readme_names_all(
                   tree_of({{"README.md", readme}, {"include/weft/a.hpp", ""}, {"docs/b.md", ""}, {"docs/c/d.md", ""}}))
            .size();
    };
    EXPECT_EQ(faults("`a` and [b](docs/b.md)\n"), 0u);
    EXPECT_EQ(faults("`<weft/a.hpp>` and [b](docs/b.md)\n"), 0u);
    EXPECT_EQ(faults("`aa` and docs/b.md\n"), 2u);
    const auto below = [](const char* readme) {
        return check_readme_names_all(
                   tree_of({{"README.md", readme}, {"include/weft/io/e.hpp", ""}, {"include/weft/detail/f.hpp", ""}}))
            .size();
    };
    EXPECT_EQ(below("`e`\n"), 0u);
    EXPECT_EQ(below("`f`\n"), 1u);
}

TEST(ExportRule, FindsWhatASharedLibraryWouldHide) {
    const auto faults = [](const char* text) { return check_exports(tree_of({{"include/weft/a.hpp", text}})).size(); };
    EXPECT_EQ(faults("class WEFT_API lock {\n    void take();\n};\nWEFT_API void f(int a,\n                int b);\n"),
              0u);
    EXPECT_EQ(
        faults("template <class T>\nclass lock {\n};\ntemplate <class T>\nvoid f(T);\ninline int g() { return 1; }\n"),
        0u);
    EXPECT_EQ(faults("class lock;\nenum class kind { a };\nusing f = void (*)(int);\nconstexpr int k = f(1);\n"), 0u);
    EXPECT_EQ(faults("class lock : base {\n    void take();\n};\n"), 1u);
    EXPECT_EQ(faults("void f(int a,\n       int b) noexcept;\n[[noreturn]] void g();\nextern int h;\n"), 3u);
}

std::size_t faces_missing(const char* text, const char* exceptions = "") {
    return check_faces(tree_of({{"include/weft/a.hpp", text}, {"tests/house/inherited_faces.txt", exceptions}})).size();
}

TEST(FaceRule, FindsPublicMembersFromDetail) {
    for (const char* text :
         {"template <class T>\nclass a : public detail::b<T> {\n};\n", "struct a : detail::b {\n};\n",
          "class WEFT_API a final : public weft::detail::b {\n};\n", "class a : c,\n          public detail::b {\n};\n",
          "class a : detail::b {\npublic:\n    using detail::b::pop;\n};\n",
          "struct a {\n    class c : public detail::b {};\n};\n",
          "namespace weft {\nnamespace detail {\nint i;\n}\nclass a : public detail::b {};\n}\n"})
        EXPECT_EQ(faces_missing(text), 1u) << text;
}

TEST(FaceRule, AcceptsMembersOfPublicClassesAndHiddenBases) {
    for (
        const char* text :
        {"template <class T>\nclass a : public queue<T, detail::b<T>> {\npublic:\n    using queue<T, detail::b<T>>::queue;\n};\n",
         "class a : detail::b {\nprotected:\n    using detail::b::b;\n};\n", "class a : private detail::b {};\n",
         "namespace weft::detail {\nstruct a : detail::b {};\n}\n", "// class a : public detail::b {\n",
         "class a {\npublic:\n    using iterator = detail::b;\n    int f(detail::b i) { return i; }\n};\n",
         "using detail::wake_reason;\n"})
        EXPECT_EQ(faces_missing(text), 0u) << text;
    EXPECT_EQ(check_faces(tree_of({{"include/weft/detail/a.hpp", "struct a : detail::b {};\n"}})), findings{});
}

TEST(FaceRule, AcceptsANamedClassThatNeedsIt) {
    const char* const text = "class a : public detail::b {};\n";
    EXPECT_EQ(faces_missing(text, "include/weft/a.hpp a: as b is public elsewhere\n"), 0u);
    EXPECT_EQ(faces_missing("class a {};\n", "include/weft/a.hpp a: as b is public elsewhere\n"), 1u);
}

TEST(ConfigRule, FindsAHeaderThatDoesNotCheckTheBuild) {
    const source_tree tree = tree_of({{"include/weft/detail/base/config.hpp", ""},
                                      {"include/weft/a.hpp", "#include <weft/detail/base/config.hpp>\n"},
                                      {"include/weft/b.hpp", "#include <weft/a.hpp>\n"},
                                      {"include/weft/c.hpp", "#include <vector>\n"}});
    const findings all = check_config_reached(tree);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].path, "include/weft/c.hpp");
}

} // namespace
} // namespace weft::house
