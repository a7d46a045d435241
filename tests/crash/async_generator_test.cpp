// SPDX-License-Identifier: BSL-1.0
// Wrong use of async generators ends the process with one sentence that names the generator and says what to do
// instead.
#include "reports.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <utility>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

const options k_one_worker{.workers = 1};

void expect_last_words_in_fiber(const std::function<void()>& body, const std::string& words) {
    expect_report([&] { run(k_one_worker, body); }, words);
}

/// Destroys a generator called 'odd' after its first item.
template <class Body>
void destroy_odd_async(Body body) {
    async_generator<int> odd({.name = "odd"}, std::move(body));
    static_cast<void>(odd.next());
}

TEST(AsyncGeneratorMisuse, MadeOutsideARuntime) {
    expect_report(
        [] { const async_generator<int> odd([](auto& yield) { yield(1); }); },
        "weft: an async_generator was made outside a runtime, where its body would have no fiber: make it inside "
        "weft::run()\n");
}

TEST(AsyncGeneratorMisuse, UsingOneThatWasMovedFrom) {
    expect_last_words_in_fiber(
        [] {
            async_generator<int> odd([](auto& yield) { yield(1); });
            const async_generator<int> taken = std::move(odd);
            static_cast<void>(odd.next());
        },
        "weft: an async generator was used that has been moved from: use the one it was moved to\n");
}

TEST(AsyncGeneratorMisuse, DestroyedByItsOwnBody) {
    expect_last_words_in_fiber(
        [] {
            std::optional<async_generator<int>> odd;
            odd.emplace(async_generator_options{.name = "odd"}, [&](auto& yield) {
                odd.reset();
                yield(1);
            });
            static_cast<void>(odd->next());
        },
        "weft: async generator 'odd' is destroyed by its own body: let the body return first\n");
}

TEST(AsyncGeneratorMisuse, DestroyedWhileAnotherFiberAsks) {
    expect_last_words_in_fiber(
        [] {
            std::optional<async_generator<int>> odd;
            odd.emplace(async_generator_options{.name = "odd"}, [](auto& yield) {
                this_fiber::sleep_for(1h);
                yield(1);
            });
            auto other = spawn([&] { static_cast<void>(odd->next()); });
            this_fiber::sleep_for(1ms);
            odd.reset();
        },
        "weft: async generator 'odd' is destroyed while another fiber asks it for an item: join that first\n");
}

TEST(AsyncGeneratorMisuse, YieldingFromAChildOfTheBody) {
    expect_last_words_in_fiber(
        [] { destroy_odd_async([](auto& yield) { spawn([&] { yield(1); }).join(); }); },
        "weft: async generator 'odd' yields from a fiber that is not its own: only the body itself may use the handle; a child "
        "sends what it has to the body through a channel\n");
}

TEST(AsyncGeneratorMisuse, YieldingAgainAndAgainWhileItIsClosed) {
    expect_last_words_in_fiber(
        [] {
            destroy_odd_async([](auto& yield) {
                for (;;) try {
                        yield(1);
                    } catch (...) {}
            });
        },
        "weft: async generator 'odd' yields again and again while it is being closed: its body must not swallow what a yield "
        "throws; rethrow it, or return, where catch (...) catches it\n");
}

TEST(AsyncGeneratorMisuse, DestroyedWhileItYieldsInADestructorThatUnwinds) {
    expect_last_words_in_fiber(
        [] {
            destroy_odd_async([](auto& yield) {
                struct yields_late {
                    decltype(yield) handle;
                    ~yields_late() { handle(1); }
                } last{yield};
                throw std::runtime_error("unwinds");
            });
        },
        "weft: async generator 'odd' is closed while its body yields in a destructor that unwinds, where no exception may "
        "pass: yield elsewhere\n");
}

constexpr const char* k_no_way_out_of_odd =
    "weft: async generator 'odd' was closed or destroyed while it was suspended below a noexcept function or in a destructor, "
    "where no exception may pass: run it to its end, or yield elsewhere\nterminate called after throwing an instance of ";

void expect_no_way_out(const std::function<void()>& body) {
    const child_end end = in_child([&] { run(k_one_worker, body); });
    EXPECT_EQ(end.error_text.substr(0, std::string(k_no_way_out_of_odd).size()), k_no_way_out_of_odd);
    EXPECT_EQ(end.status, k_aborted);
}

TEST(AsyncGeneratorMisuse, DestroyedWhileItIsSuspendedBelowANoexceptFunction) {
    expect_no_way_out([] { destroy_odd_async([](auto& yield) { [&]() noexcept { yield(1); }(); }); });
}

TEST(AsyncGeneratorMisuse, DestroyedWhileItIsSuspendedInADestructor) {
    expect_no_way_out([] {
        destroy_odd_async([](auto& yield) {
            struct yields_late {
                decltype(yield) handle;
                ~yields_late() { handle(1); }
            } last{yield};
        });
    });
}

/// Destroys one; the process goes on.
template <class Body>
std::string left_on_stderr(Body body) {
    const child_end end = in_child([&] { run(k_one_worker, [&] { destroy_odd_async(std::move(body)); }); });
    EXPECT_EQ(end.status, 0);
    return without_numbers(end.error_text);
}

TEST(AsyncGeneratorErrors, ThatNobodyCanTakeArePrintedWithTheName) {
    const std::string text = left_on_stderr([](auto& yield) {
        try {
            yield(1);
        } catch (...) {
            throw std::runtime_error("unseen");
        }
    });
    EXPECT_EQ(text, "weft: fiber 'odd' #N, spawned here, ended by an exception that nobody joined for: unseen\n");
}

TEST(AsyncGeneratorErrors, OfOneWithoutANameSayWhereItWasMade) {
    const child_end end = in_child([] {
        run(k_one_worker, [] {
            async_generator<int> odd([](auto& yield) {
                try {
                    yield(1);
                } catch (...) {}
                yield(2);
            });
            odd.next();
        });
    });
    const std::regex expected(
        "weft: fiber #[0-9]+, spawned at [^ ]*async_generator_test.cpp:([0-9]+), ended by an exception that "
        "nobody joined for: async generator made at [^ ]*async_generator_test.cpp:([0-9]+) yielded while it "
        "was being closed: let generator_exit out, or return, where it is caught\n");
    std::smatch places;
    ASSERT_TRUE(std::regex_match(end.error_text, places, expected)) << end.error_text;
    EXPECT_EQ(places[1], places[2]);
}

TEST(AsyncGeneratorMisuse, OfOneWithoutANameSaysWhereItWasMade) {
    const child_end end = in_child([] {
        run(k_one_worker, [] {
            async_generator<int> odd([](auto& yield) { [&]() noexcept { yield(1); }(); });
            odd.next();
        });
    });
    EXPECT_TRUE(std::regex_search(end.error_text,
                                  std::regex("^weft: async generator made at [^ ]*async_generator_test.cpp:[0-9]+ was "
                                             "closed or destroyed while it was suspended below a noexcept function")))
        << end.error_text;
    EXPECT_EQ(end.status, k_aborted);
}

TEST(AsyncGeneratorErrors, AYieldThatIsSwallowedOnceIsPrintedWithTheName) {
    const std::string text = left_on_stderr([](auto& yield) {
        try {
            yield(1);
        } catch (...) {}
        yield(2);
    });
    EXPECT_EQ(
        text,
        "weft: fiber 'odd' #N, spawned here, ended by an exception that nobody joined for: async generator 'odd' yielded while it "
        "was being closed: let generator_exit out, or return, where it is caught\n");
}

} // namespace
} // namespace weft::test
