#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""weft-gdb.py shows the fibers of a live process, of gdb's own core and of the kernel's: gdb_test.py PROGRAM SCRIPT.

PROGRAM is built from fibers.cpp; the library it is linked with needs no debug info."""

import re
import resource
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import debugger

SCRIPT = Path(sys.argv.pop()).resolve()
PROGRAM = Path(sys.argv.pop()).resolve()
RUN = ("set print thread-events off", "break all_are_there", "run")
QUESTIONS = ("weft fibers", "info weft-fibers", "weft bt reader", "weft bt locker", "weft bt sleeper", "weft bt outer",
             "weft bt yielder", "weft bt main", "weft bt asker", "weft bt late", "weft bt nobody", "weft bt", "weft fiber 2",
             "frame function wait_for_item", "print local", "print given", "weft fiber locker frame",
             "weft fiber", "frame function all_are_there")


def gdb(*commands, **how):
    return debugger.gdb(PROGRAM, *commands, **how)


def aborted_in(folder):
    """The kernel's core of an aborted run; None when it does not write cores to the folder."""
    pattern = Path("/proc/sys/kernel/core_pattern").read_text(encoding="ascii").strip()
    if "/" in pattern or pattern.startswith("|") or resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        return None
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    subprocess.run([PROGRAM, "abort"], cwd=folder, stdout=subprocess.DEVNULL, check=False,
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (most, most)))
    return next(Path(folder).iterdir(), None)


class Answers:
    """What holds wherever the process comes from."""

    answers = {}

    def listed(self, name):
        for line in self.answers["weft fibers"].splitlines():
            number, _, rest = line.strip().partition("  ")
            if f"  {name}  " in rest:
                self.assertTrue(number.isdigit(), line)
                self.assertRegex(rest, r"/fibers\.cpp:\d+($|  )")
                return rest.partition("  ")[0]
        return None

    def test_every_fiber_is_listed_with_its_state(self):
        states = {"main": "running on worker 0", "reader": "suspended", "locker": "suspended", "sleeper": "suspended",
                  "joiner": "suspended", "inner": "suspended", "outer": "joins in place, see 9", "yielder": "ready",
                  "asker": "suspended", "late": "unstarted"}
        self.assertEqual({name: self.listed(name) for name in states}, states, self.answers["weft fibers"])
        self.assertEqual(self.answers["info weft-fibers"], self.answers["weft fibers"])

    def test_what_a_suspended_fiber_waits_for_is_said(self):
        waits = {"reader": r"waits to pop from channel at 0x[0-9a-f]+", "locker": r"waits to lock mutex at 0x[0-9a-f]+",
                 "sleeper": "sleeps", "joiner": "waits to join fiber 'reader' #2", "inner": r"waits to pop from channel at 0x[0-9a-f]+",
                 "asker": r"waits to pop from channel at 0x[0-9a-f]+"}
        for line in self.answers["weft fibers"].splitlines():
            said = re.search(r"/fibers\.cpp:\d+  +(.*)$", line)
            names = [name for name in waits if f"  {name}  " in line]
            self.assertEqual(bool(said), bool(names), line)
            for name in names:
                self.assertRegex(said[1], f"^{waits.pop(name)}$")
        self.assertEqual(waits, {})

    def test_a_backtrace_names_the_functions_that_wait(self):
        waits = {"reader": ["weft::channel<int>::pop", "wait_for_item"], "locker": ["weft::mutex::lock", "wait_for_lock"],
                 "sleeper": ["weft::this_fiber::sleep_until"], "outer": ["wait_for_item", "join_in_place"],
                 "yielder": ["yield"], "asker": ["weft::channel<int>::pop", "wait_for_item"],
                 "main": ["all_are_there"]}
        for name, functions in waits.items():
            trace = self.answers["weft bt " + name]
            places = [trace.find(function) for function in functions]
            self.assertNotIn(-1, places, trace)
            self.assertEqual(places, sorted(places), trace)

    def test_a_backtrace_begins_in_the_fiber_and_ends_at_its_entry(self):
        lines = self.answers["weft bt reader"].strip().splitlines()
        self.assertRegex(lines[0], r"^fiber 2 'reader' \(suspended\), spawned at .*/fibers\.cpp:\d+:$")
        self.assertRegex(lines[1], r"^#1 .* in weft::")
        self.assertRegex("\n".join(lines[-3:]), r"weft::detail::sched::switcher::fiber_main")
        self.assertNotIn("corrupt", lines[-1])

    def test_locals_have_their_values(self):
        self.assertRegex(self.answers["print local"], r"\$\d+ = 42\n")
        self.assertRegex(self.answers["print given"], r"\$\d+ = 2\n")

    def test_the_thread_is_selected_again(self):
        self.assertIn("#1 ", self.answers["weft fiber locker frame"])
        self.assertIn("all_are_there", self.answers["frame function all_are_there"])

    def test_what_cannot_be_shown_is_said(self):
        self.assertIn("fiber 10 'late' (unstarted) has no frames yet", self.answers["weft bt late"])
        self.assertIn("no live fiber has the id or the name nobody", self.answers["weft bt nobody"])

    def test_all_backtraces_are_those_of_the_stacks(self):
        shown = [line for line in self.answers["weft bt"].splitlines() if line.startswith("fiber ")]
        self.assertEqual([line.split("'")[1] for line in shown],
                         ["main", "reader", "locker", "sleeper", "joiner", "yielder", "asker", "inner"])


class LiveProcess(Answers, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.answers = gdb(*RUN, f"source {SCRIPT}", *QUESTIONS, "weft fiber reader", "continue")

    def test_goes_on_as_if_nobody_had_looked(self):
        self.assertIn("exited normally", self.answers["continue"])


class CoreOfGdb(Answers, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            gdb(*RUN, "generate-core-file core", guard="mprotect", folder=folder)
            cls.answers = gdb(f"source {SCRIPT}", *QUESTIONS, core="core", folder=folder)


class CoreOfTheKernel(Answers, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            core = aborted_in(folder)
            if core is None:
                raise unittest.SkipTest("the kernel writes its cores elsewhere")
            cls.answers = gdb(f"source {SCRIPT}", *QUESTIONS, core=core, folder=folder)


if __name__ == "__main__":
    if not debugger.has_gdb():
        print("no gdb with Python here: skipped")
        sys.exit(debugger.SKIPPED)
    unittest.main()
