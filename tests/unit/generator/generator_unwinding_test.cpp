// SPDX-License-Identifier: BSL-1.0
// What destroying a suspended generator does in each situation that its body may be suspended in; and the C++ runtime's
// exception state, which belongs to each side of a yield.
#include <weft/generator.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <vector>

namespace weft {
namespace {

/// Counts what lives: each object that is made must be destroyed once.
struct counted {
    static inline int live = 0;
    counted() { ++live; }
    counted(const counted&) { ++live; }
    ~counted() { --live; }
};

class GeneratorUnwinding : public ::testing::Test {
protected:
    void TearDown() override { EXPECT_EQ(counted::live, 0); }

    /// Destroys a generator with this body after its first item.
    template <class Body>
    static void destroy_after_one(Body body) {
        generator<int> numbers(std::move(body));
        EXPECT_TRUE(numbers.next().has_value());
        EXPECT_GT(counted::live, 0);
    }
};

TEST_F(GeneratorUnwinding, DestroysInnerBeforeOuterThereAndThen) {
    std::string log;
    struct noted {
        std::string& log;
        const char* name;
        ~noted() { log += name; }
    };
    for (const int i : generator<int>([&](auto& yield) {
             noted first{log, "first "};
             [&] {
                 noted second{log, "second "};
                 yield(1);
             }();
         })) {
        if (i == 1) break;
    }
    EXPECT_EQ(log, "second first ");
}

TEST_F(GeneratorUnwinding, OfAFreshOneDestroysOnlyTheBody) {
    bool ran = false;
    {
        generator<int> numbers([&, mine = counted()](auto& yield) {
            ran = true;
            yield(1);
        });
        EXPECT_EQ(counted::live, 1);
    }
    EXPECT_FALSE(ran);
}

TEST_F(GeneratorUnwinding, PlainlySuspended) {
    destroy_after_one([](auto& yield) {
        counted mine;
        yield(1);
    });
}

TEST_F(GeneratorUnwinding, SuspendedInAHandler) {
    destroy_after_one([](auto& yield) {
        counted mine;
        try {
            throw std::runtime_error("handled");
        } catch (const std::exception&) {
            counted inside;
            yield(1);
        }
    });
    EXPECT_EQ(std::current_exception(), nullptr);
}

TEST_F(GeneratorUnwinding, UnderAHandlerOfStandardExceptions) {
    destroy_after_one([](auto& yield) {
        counted mine;
        try {
            yield(1);
        } catch (const std::exception&) {
            ADD_FAILURE() << "generator_exit is none";
        }
    });
}

TEST_F(GeneratorUnwinding, UnderAHandlerThatRethrows) {
    bool seen = false;
    destroy_after_one([&](auto& yield) {
        counted mine;
        try {
            yield(1);
        } catch (...) {
            seen = true;
            throw;
        }
    });
    EXPECT_TRUE(seen);
}

TEST_F(GeneratorUnwinding, UnderAHandlerThatReturns) {
    destroy_after_one([](auto& yield) {
        counted mine;
        try {
            yield(1);
        } catch (...) {}
    });
}

/// A stream buffer whose every flush is an item.
class yielding_buffer : public std::streambuf {
public:
    explicit yielding_buffer(yielder<std::string>& yield) : yield_(yield) {}

private:
    std::streamsize xsputn(const char* text, std::streamsize size) override {
        yield_(std::string(text, static_cast<std::size_t>(size)));
        return size;
    }
    int_type overflow(int_type c) override {
        yield_(std::string(1, static_cast<char>(c)));
        return c;
    }
    yielder<std::string>& yield_;
};

TEST_F(GeneratorUnwinding, InsideAStreamsOperatorThatSwallowsEverything) {
    generator<std::string> text([](auto& yield) {
        counted mine;
        yielding_buffer buffer(yield);
        std::ostream out(&buffer);
        out << "answer " << 42;
    });
    EXPECT_EQ(text.next(), "answer ");
    EXPECT_EQ(text.next(), "42");
    EXPECT_EQ(counted::live, 1);
}

TEST_F(GeneratorUnwinding, SuspendedInADestructorDuringUnwindingRunsToItsEnd) {
    struct yields_late {
        yielder<int>& yield;
        ~yields_late() { yield(std::uncaught_exceptions()); }
    };
    generator<int> numbers([](auto& yield) {
        counted mine;
        try {
            yields_late last{yield};
            throw std::runtime_error("unwinds");
        } catch (const std::runtime_error&) {
            yield(100 + std::uncaught_exceptions());
        }
    });
    EXPECT_EQ(numbers.next(), 1);
    EXPECT_EQ(std::uncaught_exceptions(), 0);
    EXPECT_EQ(numbers.next(), 100);
    EXPECT_EQ(numbers.next(), std::nullopt);
}

TEST_F(GeneratorUnwinding, ByTheDestructorOfAnotherDuringUnwinding) {
    try {
        generator<int> numbers([](auto& yield) {
            counted mine;
            yield(1);
        });
        static_cast<void>(numbers.next());
        throw std::runtime_error("the consumer's");
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "the consumer's");
    }
}

TEST_F(GeneratorUnwinding, OfTenThousandLeavesNothing) {
    for (int i = 0; i < 10'000; ++i) {
        generator<int> numbers([mine = counted()](auto& yield) {
            counted another;
            yield(1);
        });
        if (i % 3 != 0) static_cast<void>(numbers.next());
    }
}

// --- the exception state

TEST(GeneratorExceptions, OfTheBodyReachTheConsumer) {
    generator<int> numbers([](auto& yield) {
        yield(1);
        throw std::runtime_error("from the body");
    });
    EXPECT_EQ(numbers.next(), 1);
    try {
        static_cast<void>(numbers.next());
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "from the body");
    }
    EXPECT_TRUE(numbers.done());
    EXPECT_EQ(numbers.next(), std::nullopt);
}

TEST(GeneratorExceptions, OfTheBodyLeaveALoopAndAView) {
    const auto make = [] {
        return generator<int>([](auto& yield) {
            yield(1);
            throw 5;
        });
    };
    int sum = 0;
    EXPECT_THROW(for (const int i : make()) sum += i, int);
    EXPECT_THROW(for (const int i : make() | std::views::transform([](int i) { return i; })) sum += i, int);
    EXPECT_EQ(sum, 2);
}

TEST(GeneratorExceptions, BothSidesKeepTheOneThatTheyHandle) {
    generator<std::string> theirs([](auto& yield) {
        try {
            throw std::runtime_error("the body's");
        } catch (const std::exception&) {
            for (;;) {
                yield(std::uncaught_exceptions() == 0 ? "handles" : "unwinds");
                try {
                    throw;
                } catch (const std::exception& mine) {
                    yield(mine.what());
                }
            }
        }
    });
    EXPECT_EQ(theirs.next(), "handles");
    try {
        throw std::runtime_error("the consumer's");
    } catch (const std::exception&) {
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ(theirs.next(), "the body's");
            EXPECT_EQ(theirs.next(), "handles");
            try {
                throw;
            } catch (const std::exception& mine) {
                EXPECT_STREQ(mine.what(), "the consumer's");
            }
        }
    }
    EXPECT_EQ(std::current_exception(), nullptr);
}

TEST(GeneratorExceptions, AFreshBodyBegunInAHandlerSeesNone) {
    try {
        throw 1;
    } catch (int) {
        generator<bool> handles([](auto& yield) { yield(std::current_exception() != nullptr); });
        EXPECT_EQ(handles.next(), false);
    }
}

TEST(GeneratorExceptions, AConsumerThatUnwindsAsksABodyThatDoesNot) {
    static std::vector<int> seen;
    seen.clear();
    struct asks {
        ~asks() {
            for (const int i : generator<int>([](auto& yield) { yield(std::uncaught_exceptions()); }))
                seen.push_back(i);
            seen.push_back(std::uncaught_exceptions());
        }
    };
    try {
        asks last;
        throw 1;
    } catch (int) {}
    EXPECT_EQ(seen, (std::vector{0, 1}));
}

TEST(GeneratorExceptions, CloseThrowsWhatLeavesTheBody) {
    generator<int> numbers([](auto& yield) {
        try {
            yield(1);
        } catch (const generator_exit&) {
            throw std::runtime_error("while leaving");
        }
    });
    static_cast<void>(numbers.next());
    EXPECT_THROW(numbers.close(), std::runtime_error);
    EXPECT_TRUE(numbers.done());
    numbers.close();
}

TEST(GeneratorExceptions, ABodyThatYieldsWhileItIsClosedIsToldOf) {
    generator<int> numbers({.name = "stubborn"}, [](auto& yield) {
        try {
            yield(1);
        } catch (...) {}
        yield(2);
        yield(3);
    });
    static_cast<void>(numbers.next());
    try {
        numbers.close();
        FAIL();
    } catch (const generator_error& error) {
        EXPECT_STREQ(error.what(),
                     "generator 'stubborn' yielded while it was being closed: let generator_exit out, or return, "
                     "where it is caught");
    }
    EXPECT_EQ(numbers.next(), 3);
}

} // namespace
} // namespace weft
