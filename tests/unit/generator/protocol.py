# SPDX-License-Identifier: BSL-1.0
"""The oracle of python_protocol_test.cpp: the same scenes with Python's own generators. Prints the log of each scene.

`python3 protocol.py > protocol.txt` renews the log that is compared with; take 3.13 or later. An older Python prints no value
for close(): the scenes that ask for it are left out with `--old`."""

import sys

LINES = []


def log(text):
    LINES.append(text)


class Oops(Exception):
    pass


class Other(Exception):
    pass


def show(error):
    if isinstance(error, (Oops, Other)):
        return f"{type(error).__name__} {error}"
    if isinstance(error, GeneratorExit):
        return "GeneratorExit"
    return "protocol error"  # TypeError, RuntimeError, ValueError, AttributeError: Python has a type for each


def step(name, function, *arguments):
    try:
        value = function(*arguments)
        log(f"{name}: {'nothing' if value is None else value}")
    except StopIteration as stop:
        log(f"{name}: end {'nothing' if stop.value is None else stop.value}")
    except BaseException as error:
        log(f"{name}: raised {show(error)}")


class Cleanup:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        log(f"clean {self.name}")


def two():
    log("begin")
    yield 1
    log("middle")
    yield 2
    log("end")
    return 7


def adder():
    total = 0
    while True:
        got = yield total
        log(f"got {'nothing' if got is None else got}")
        if got is None:
            return total
        total += got


def catcher():
    n = 0
    while True:
        try:
            n += 1
            yield n
        except Oops as error:
            log(f"caught {error}")


def tidy():
    with Cleanup("outer"):
        yield 1
        with Cleanup("inner"):
            yield 2
        yield 3


def polite():
    try:
        yield 1
    except GeneratorExit:
        log("asked to leave")
        return 9


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        log("no")
    yield 2
    log("well")


def angry():
    try:
        yield 1
    except GeneratorExit:
        raise Oops("leaving")


def outer(inner):
    with Cleanup("outer body"):
        log("before")
        try:
            result = yield from inner
            log(f"inner gave {'nothing' if result is None else result}")
        except Oops as error:
            log(f"outer caught {error}")
        got = yield 100
        log(f"outer got {'nothing' if got is None else got}")
        return 5


def items_are_handed_out_in_order():
    g = two()
    log("made")
    for _ in range(4):
        step("next", next, g)


def values_are_sent():
    g = adder()
    step("next", next, g)
    step("send", g.send, 4)
    step("send", g.send, 5)
    step("next", next, g)
    step("next", next, g)
    step("send", g.send, 1)


def a_fresh_one_takes_no_value():
    g = adder()
    step("send", g.send, 1)
    step("next", next, g)
    step("send", g.send, 2)
    g.close()


def a_thrown_error_is_caught_at_the_yield():
    g = catcher()
    step("next", next, g)
    step("throw", g.throw, Oops("a"))
    step("next", next, g)
    step("throw", g.throw, Other("b"))
    step("next", next, g)
    step("throw", g.throw, Other("c"))


def an_error_thrown_into_a_fresh_one():
    g = two()
    step("throw", g.throw, Oops("a"))
    step("next", next, g)
    step("close", g.close)


def an_error_thrown_into_one_that_has_ended():
    g = two()
    for _ in range(3):
        step("next", next, g)
    step("throw", g.throw, Oops("a"))
    step("next", next, g)


def closing_a_fresh_one():
    g = two()
    step("close", g.close)
    step("next", next, g)
    step("throw", g.throw, Oops("a"))


def closing_cleans_up_inner_before_outer():
    g = tidy()
    step("next", next, g)
    step("next", next, g)
    step("close", g.close)
    step("close", g.close)
    step("next", next, g)


def closing_one_that_has_ended():
    g = two()
    for _ in range(3):
        step("next", next, g)
    step("close", g.close)
    step("next", next, g)


def closing_one_that_ignores_it():
    g = stubborn()
    step("next", next, g)
    step("close", g.close)
    step("next", next, g)
    step("close", g.close)


def closing_one_that_throws():
    g = angry()
    step("next", next, g)
    step("close", g.close)
    step("close", g.close)


def new_closing_one_that_returns():
    g = polite()
    step("next", next, g)
    step("close", g.close)
    step("close", g.close)


def an_exit_thrown_by_hand():
    g = tidy()
    step("next", next, g)
    step("throw", g.throw, GeneratorExit())
    step("next", next, g)
    p = polite()
    step("next", next, p)
    step("throw", p.throw, GeneratorExit())


def asking_oneself():
    g = None

    def body():
        step("itself", next, g)
        step("itself close", g.close)
        step("itself throw", g.throw, Oops("a"))
        yield 1

    g = body()
    step("next", next, g)
    step("next", next, g)


def a_body_that_throws():
    def body():
        with Cleanup("body"):
            yield 1
            raise Oops("from the body")

    g = body()
    for _ in range(3):
        step("next", next, g)


def a_handler_that_throws():
    def body():
        try:
            yield 1
        except Oops:
            raise Other("instead")

    g = body()
    step("next", next, g)
    step("throw", g.throw, Oops("a"))


def a_loop_that_breaks():
    for value in tidy():
        log(f"item {value}")
        if value == 2:
            break
    log("after the loop")


def a_loop_goes_on_where_the_last_one_stopped():
    g = tidy()
    for value in g:
        log(f"first {value}")
        break
    for value in g:
        log(f"second {value}")
    for value in g:
        log(f"third {value}")


def yielding_from_another():
    g = outer(two())
    for _ in range(5):
        step("next", next, g)


def sends_go_through():
    g = outer(adder())
    step("next", next, g)
    step("send", g.send, 3)
    step("send", g.send, 4)
    step("next", next, g)
    step("send", g.send, 8)


def throws_go_through():
    g = outer(catcher())
    step("next", next, g)
    step("throw", g.throw, Oops("inside"))
    step("next", next, g)
    step("throw", g.throw, Other("passes both"))
    step("next", next, g)


def a_throw_that_the_inner_one_lets_out():
    g = outer(two())
    step("next", next, g)
    step("throw", g.throw, Oops("through"))
    step("next", next, g)


def closes_go_through():
    g = outer(tidy())
    step("next", next, g)
    step("next", next, g)
    step("close", g.close)
    step("next", next, g)


def a_close_that_the_inner_one_ignores():
    inner = stubborn()
    g = outer(inner)
    step("next", next, g)
    step("close", g.close)
    step("inner", next, inner)


def a_close_that_the_inner_one_answers():
    g = outer(polite())
    step("next", next, g)
    step("close", g.close)


def yielding_from_a_list():
    g = outer([10, 20])
    step("next", next, g)
    step("next", next, g)
    step("next", next, g)
    step("send", g.send, 1)


def sending_to_a_list():
    g = outer([10, 20])
    step("next", next, g)
    step("send", g.send, 1)
    step("next", next, g)


def three_deep():
    g = outer(outer(outer(catcher())))
    step("next", next, g)
    step("throw", g.throw, Oops("deep"))
    step("send", g.send, 3)
    step("next", next, g)
    step("close", g.close)


def three_deep_to_the_end():
    g = outer(outer(outer(adder())))
    step("next", next, g)
    step("send", g.send, 2)
    for _ in range(5):
        step("next", next, g)


def yielding_from_one_that_has_ended():
    inner = two()
    for _ in range(3):
        next(inner, None)
    g = outer(inner)
    step("next", next, g)
    step("next", next, g)


def yielding_from_one_that_has_begun():
    inner = tidy()
    step("inner", next, inner)
    g = outer(inner)
    for _ in range(4):
        step("next", next, g)


def yielding_from_oneself():
    g = None

    def body():
        try:
            yield from g
        except ValueError as error:
            log(f"refused: {show(error)}")
        yield 1

    g = body()
    step("next", next, g)
    step("next", next, g)


def scenes():
    first = globals()["items_are_handed_out_in_order"]
    names = list(globals())
    for name in names[names.index(first.__name__):]:
        function = globals()[name]
        if callable(function) and name not in ("scenes", "main"):
            yield name, function


def main():
    old = "--old" in sys.argv
    print("# SPDX-License-Identifier: BSL-1.0")
    for name, scene in scenes():
        if old and name.startswith("new_"):
            continue
        LINES.clear()
        scene()
        print(f"== {name}")
        print("\n".join(LINES))


main()
