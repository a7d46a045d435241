// SPDX-License-Identifier: BSL-1.0
// Python's generator protocol, log for log: each scene here is the scene of that name in protocol.py, whose log under
// CPython 3.13 is protocol.txt. Where a python3 is installed, it is asked again.
#include <weft/generator.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace weft {
namespace {

using maybe = std::optional<int>;
using gen = generator<int, int, maybe>;
using handle = gen::yield_type;

std::string lines;

void log(const std::string& text) { lines += text + "\n"; }
std::string show(const maybe& value) { return value ? std::to_string(*value) : "nothing"; }

struct oops {
    std::string what;
};
struct other {
    std::string what;
};

struct cleanup {
    const char* name;
    ~cleanup() { log(std::string("clean ") + name); }
};

void log_raised(const std::string& name, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const oops& e) {
        log(name + ": raised Oops " + e.what);
    } catch (const other& e) {
        log(name + ": raised Other " + e.what);
    } catch (const generator_exit&) {
        log(name + ": raised GeneratorExit");
    } catch (const generator_error&) {
        log(name + ": raised protocol error");
    }
}

/// A generator whose every step is logged, as step() of protocol.py does.
class player {
public:
    explicit player(gen body) : g_(std::move(body)) {}

    void next(const std::string& as = "next") {
        step(as, [&] { return g_.next(); });
    }
    void send(int value) {
        step("send", [&] { return g_.send(value); });
    }
    template <class E>
    void throw_(E error, const std::string& as = "throw") {
        step(as, [&] { return g_.throw_(std::move(error)); });
    }
    void close(const std::string& as = "close") {
        try {
            const std::optional<maybe> value = g_.close();
            log(as + ": " + show(value ? *value : maybe()));
        } catch (...) {
            log_raised(as, std::current_exception());
        }
    }
    gen& operator*() { return g_; }

private:
    template <class Fn>
    void step(const std::string& name, Fn&& fn) {
        try {
            if (const maybe item = fn())
                log(name + ": " + show(item));
            else
                log(name + ": end " + show(result_once()));
        } catch (...) {
            log_raised(name, std::current_exception());
        }
    }

    /// Python gives a result away; weft keeps it.
    maybe result_once() {
        if (std::exchange(told_, true)) return {};
        try {
            return g_.result();
        } catch (const generator_error&) {
            return {};
        }
    }

    gen g_;
    bool told_ = false;
};

gen two() {
    return gen([](handle& yield) -> maybe {
        log("begin");
        yield(1);
        log("middle");
        yield(2);
        log("end");
        return 7;
    });
}

gen adder() {
    return gen([](handle& yield) -> maybe {
        int total = 0;
        for (;;) {
            const maybe got = yield(total);
            log("got " + show(got));
            if (!got) return total;
            total += *got;
        }
    });
}

gen catcher() {
    return gen([](handle& yield) -> maybe {
        for (int n = 1;; ++n) {
            try {
                yield(n);
            } catch (const oops& e) {
                log("caught " + e.what);
            }
        }
    });
}

gen tidy() {
    return gen([](handle& yield) -> maybe {
        cleanup outside{"outer"};
        yield(1);
        {
            cleanup inside{"inner"};
            yield(2);
        }
        yield(3);
        return {};
    });
}

gen polite() {
    return gen([](handle& yield) -> maybe {
        try {
            yield(1);
        } catch (const generator_exit&) {
            log("asked to leave");
            return 9;
        }
        return {};
    });
}

gen stubborn() {
    return gen([](handle& yield) -> maybe {
        try {
            yield(1);
        } catch (const generator_exit&) {
            log("no");
        }
        yield(2);
        log("well");
        return {};
    });
}

gen angry() {
    return gen([](handle& yield) -> maybe {
        try {
            yield(1);
        } catch (const generator_exit&) {
            throw oops{"leaving"};
        }
        return {};
    });
}

maybe from(handle& yield, gen& inner) { return yield.from(inner); }
maybe from(handle& yield, const std::vector<int>& inner) {
    yield.from(inner);
    return {};
}

template <class Inner>
maybe play_outer(handle& yield, Inner& inner) {
    cleanup outside{"outer body"};
    log("before");
    try {
        const maybe result = from(yield, inner);
        log("inner gave " + show(result));
    } catch (const oops& e) {
        log("outer caught " + e.what);
    }
    log("outer got " + show(yield(100)));
    return 5;
}

gen outer(gen inner) {
    auto mine = std::make_shared<gen>(std::move(inner));
    return gen([mine](handle& yield) { return play_outer(yield, *mine); });
}
gen outer(gen* inner) {
    return gen([inner](handle& yield) { return play_outer(yield, *inner); });
}
gen outer(std::vector<int> inner) {
    return gen([inner = std::move(inner)](handle& yield) { return play_outer(yield, inner); });
}

void times(int n, const std::function<void()>& fn) {
    for (int i = 0; i < n; ++i) fn();
}

// --- the scenes, in the order of protocol.py

void items_are_handed_out_in_order() {
    player g(two());
    log("made");
    times(4, [&] { g.next(); });
}

void values_are_sent() {
    player g(adder());
    g.next();
    g.send(4);
    g.send(5);
    g.next();
    g.next();
    g.send(1);
}

void a_fresh_one_takes_no_value() {
    player g(adder());
    g.send(1);
    g.next();
    g.send(2);
}

void a_thrown_error_is_caught_at_the_yield() {
    player g(catcher());
    g.next();
    g.throw_(oops{"a"});
    g.next();
    g.throw_(other{"b"});
    g.next();
    g.throw_(other{"c"});
}

void an_error_thrown_into_a_fresh_one() {
    player g(two());
    g.throw_(oops{"a"});
    g.next();
    g.close();
}

void an_error_thrown_into_one_that_has_ended() {
    player g(two());
    times(3, [&] { g.next(); });
    g.throw_(oops{"a"});
    g.next();
}

void closing_a_fresh_one() {
    player g(two());
    g.close();
    g.next();
    g.throw_(oops{"a"});
}

void closing_cleans_up_inner_before_outer() {
    player g(tidy());
    g.next();
    g.next();
    g.close();
    g.close();
    g.next();
}

void closing_one_that_has_ended() {
    player g(two());
    times(3, [&] { g.next(); });
    g.close();
    g.next();
}

void closing_one_that_ignores_it() {
    player g(stubborn());
    g.next();
    g.close();
    g.next();
    g.close();
}

void closing_one_that_throws() {
    player g(angry());
    g.next();
    g.close();
    g.close();
}

void new_closing_one_that_returns() {
    player g(polite());
    g.next();
    g.close();
    g.close();
}

void an_exit_thrown_by_hand() {
    player g(tidy());
    g.next();
    g.throw_(generator_exit());
    g.next();
    player p(polite());
    p.next();
    p.throw_(generator_exit());
}

void asking_oneself() {
    std::optional<player> g;
    g.emplace(gen([&g](handle& yield) -> maybe {
        g->next("itself");
        g->close("itself close");
        g->throw_(oops{"a"}, "itself throw");
        yield(1);
        return {};
    }));
    g->next();
    g->next();
}

void a_body_that_throws() {
    player g(gen([](handle& yield) -> maybe {
        cleanup mine{"body"};
        yield(1);
        throw oops{"from the body"};
    }));
    times(3, [&] { g.next(); });
}

void a_handler_that_throws() {
    player g(gen([](handle& yield) -> maybe {
        try {
            yield(1);
        } catch (const oops&) {
            throw other{"instead"};
        }
        return {};
    }));
    g.next();
    g.throw_(oops{"a"});
}

void a_loop_that_breaks() {
    for (const int value : tidy()) {
        log("item " + std::to_string(value));
        if (value == 2) break;
    }
    log("after the loop");
}

void a_loop_goes_on_where_the_last_one_stopped() {
    gen g = tidy();
    for (const int value : g) {
        log("first " + std::to_string(value));
        break;
    }
    for (const int value : g) log("second " + std::to_string(value));
    for (const int value : g) log("third " + std::to_string(value));
}

void yielding_from_another() {
    player g(outer(two()));
    times(5, [&] { g.next(); });
}

void sends_go_through() {
    player g(outer(adder()));
    g.next();
    g.send(3);
    g.send(4);
    g.next();
    g.send(8);
}

void throws_go_through() {
    player g(outer(catcher()));
    g.next();
    g.throw_(oops{"inside"});
    g.next();
    g.throw_(other{"passes both"});
    g.next();
}

void a_throw_that_the_inner_one_lets_out() {
    player g(outer(two()));
    g.next();
    g.throw_(oops{"through"});
    g.next();
}

void closes_go_through() {
    player g(outer(tidy()));
    g.next();
    g.next();
    g.close();
    g.next();
}

void a_close_that_the_inner_one_ignores() {
    player inner(stubborn());
    player g(outer(&*inner));
    g.next();
    g.close();
    inner.next("inner");
}

void a_close_that_the_inner_one_answers() {
    player g(outer(polite()));
    g.next();
    g.close();
}

void yielding_from_a_list() {
    player g(outer(std::vector<int>{10, 20}));
    times(3, [&] { g.next(); });
    g.send(1);
}

void sending_to_a_list() {
    player g(outer(std::vector<int>{10, 20}));
    g.next();
    g.send(1);
    g.next();
}

void three_deep() {
    player g(outer(outer(outer(catcher()))));
    g.next();
    g.throw_(oops{"deep"});
    g.send(3);
    g.next();
    g.close();
}

void three_deep_to_the_end() {
    player g(outer(outer(outer(adder()))));
    g.next();
    g.send(2);
    times(5, [&] { g.next(); });
}

void yielding_from_one_that_has_ended() {
    gen inner = two();
    while (inner.next()) {}
    inner.result() = {}; // Python gave it away
    player g(outer(&inner));
    g.next();
    g.next();
}

void yielding_from_one_that_has_begun() {
    player inner(tidy());
    inner.next("inner");
    player g(outer(&*inner));
    times(4, [&] { g.next(); });
}

void yielding_from_oneself() {
    std::optional<player> g;
    g.emplace(gen([&g](handle& yield) -> maybe {
        try {
            yield.from(**g);
        } catch (const generator_error&) {
            log("refused: protocol error");
        }
        yield(1);
        return {};
    }));
    g->next();
    g->next();
}

struct scene {
    const char* name;
    void (*play)();
};
#define SCENE(name)                                                                                                    \
    scene { #name, &name }
constexpr scene k_scenes[] = {
    SCENE(items_are_handed_out_in_order),
    SCENE(values_are_sent),
    SCENE(a_fresh_one_takes_no_value),
    SCENE(a_thrown_error_is_caught_at_the_yield),
    SCENE(an_error_thrown_into_a_fresh_one),
    SCENE(an_error_thrown_into_one_that_has_ended),
    SCENE(closing_a_fresh_one),
    SCENE(closing_cleans_up_inner_before_outer),
    SCENE(closing_one_that_has_ended),
    SCENE(closing_one_that_ignores_it),
    SCENE(closing_one_that_throws),
    SCENE(new_closing_one_that_returns),
    SCENE(an_exit_thrown_by_hand),
    SCENE(asking_oneself),
    SCENE(a_body_that_throws),
    SCENE(a_handler_that_throws),
    SCENE(a_loop_that_breaks),
    SCENE(a_loop_goes_on_where_the_last_one_stopped),
    SCENE(yielding_from_another),
    SCENE(sends_go_through),
    SCENE(throws_go_through),
    SCENE(a_throw_that_the_inner_one_lets_out),
    SCENE(closes_go_through),
    SCENE(a_close_that_the_inner_one_ignores),
    SCENE(a_close_that_the_inner_one_answers),
    SCENE(yielding_from_a_list),
    SCENE(sending_to_a_list),
    SCENE(three_deep),
    SCENE(three_deep_to_the_end),
    SCENE(yielding_from_one_that_has_ended),
    SCENE(yielding_from_one_that_has_begun),
    SCENE(yielding_from_oneself),
};

/// The logs of all scenes; the log of one ends before what it leaves is destroyed in Python, so here too.
std::string play_all(bool with_new) {
    std::string all = "# SPDX-License-Identifier: BSL-1.0\n";
    for (const scene& each : k_scenes) {
        if (!with_new && std::string(each.name).starts_with("new_")) continue;
        lines = std::string("== ") + each.name + "\n";
        each.play();
        all += lines;
    }
    return all;
}

const std::string k_folder = WEFT_SOURCE_DIR "/tests/unit/generator/";

TEST(PythonProtocol, IsThatOfCPython313LogForLog) {
    std::ifstream file(k_folder + "protocol.txt");
    std::stringstream expected;
    expected << file.rdbuf();
    ASSERT_FALSE(expected.str().empty());
    EXPECT_EQ(play_all(true), expected.str());
}

std::string output_of(const std::string& command) {
    std::string text;
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
    char buffer[4096];
    while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) text += buffer;
    return text;
}

TEST(PythonProtocol, IsThatOfTheInstalledPython) {
    const std::string version = output_of("python3 -c 'import sys; print(sys.version_info >= (3, 13))' 2>/dev/null");
    if (version.empty()) GTEST_SKIP() << "there is no python3";
    const bool is_new = version == "True\n";
    EXPECT_EQ(play_all(is_new), output_of("python3 -B '" + k_folder + "protocol.py'" + (is_new ? "" : " --old")));
}

} // namespace
} // namespace weft
