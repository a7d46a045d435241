#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""weft-gdb.py shows a fiber's stack though the thread's innermost frame has functions inlined: inlined_test.py PROGRAM SCRIPT.

PROGRAM is built from stopped.cpp, and from stop_inlined.cpp at some level of optimisation."""

import sys
import tempfile
import unittest
from pathlib import Path

from debugger import SKIPPED, gdb, has_gdb

SCRIPT = Path(sys.argv.pop()).resolve()
PROGRAM = Path(sys.argv.pop()).resolve()
QUESTIONS = ("bt 2", "weft bt waiter", "weft bt main", "weft fiber waiter", "frame function wait_for_item", "print local", "bt",
             "weft fiber", "frame")


class AFiberBehindInlinedFrames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            live = gdb(PROGRAM, "run", f"source {SCRIPT}", *QUESTIONS, "generate-core-file core", guard="mprotect", folder=folder)
            core = gdb(PROGRAM, f"source {SCRIPT}", *QUESTIONS, core="core", folder=folder)
        cls.both = {"live": live, "core": core}

    def each(self, question):
        for source, answers in self.both.items():
            with self.subTest(source=source, answer=answers[question]):
                yield answers[question]

    def test_the_process_stops_in_an_inlined_function(self):
        for answer in self.each("bt 2"):
            self.assertRegex(answer, r"(?m)^#0 .*inlined_into_inlined")
            self.assertRegex(answer, r"(?m)^#1 .*inlined")

    def test_the_backtrace_is_the_fibers(self):
        for question in ("weft bt waiter", "bt"):
            for answer in self.each(question):
                self.assertIn("wait_for_item", answer)
                self.assertRegex(answer.strip().splitlines()[-1], "weft::detail::sched::switcher::fiber_main|^#[0-9]+ +0x0*[1-9a-f]")
                self.assertNotIn("stop_inlined", answer)
                self.assertNotIn("inlined_into_inlined", answer)

    def test_the_fiber_that_runs_has_the_threads_backtrace(self):
        for answer in self.each("weft bt main"):
            self.assertRegex(answer, "(?s)inlined_into_inlined.*stop_inlined.*go_and_stop")

    def test_locals_of_the_fiber_have_their_values(self):
        for answer in self.each("print local"):
            self.assertRegex(answer, r"\$\d+ = 42\n")

    def test_going_back_shows_the_thread(self):
        for answer in self.each("frame"):
            self.assertRegex(answer, r"#0 .*inlined_into_inlined")


if __name__ == "__main__":
    if not has_gdb():
        print("no gdb with Python here: skipped")
        sys.exit(SKIPPED)
    unittest.main()
