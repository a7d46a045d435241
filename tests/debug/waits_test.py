#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""weft-gdb.py says what a fiber waits for in the words of weft's reports, for every wait there is: waits_test.py PROGRAM SCRIPT."""

import re
import sys
import unittest
from pathlib import Path

from debugger import SKIPPED, gdb, has_gdb

SCRIPT = Path(sys.argv.pop()).resolve()
PROGRAM = Path(sys.argv.pop()).resolve()


class EveryWait(unittest.TestCase):
    def test_is_said_in_the_words_of_the_reports(self):
        answers = gdb(PROGRAM, "run", f"source {SCRIPT}", "weft fibers")
        words = re.findall("^words: (.*)$", answers["run"], re.MULTILINE)
        self.assertGreater(len(words), 20)
        for each in words:
            self.assertRegex(answers["weft fibers"], rf"(?m):\d+  +{re.escape(each)}( fiber| at 0x|$)")


if __name__ == "__main__":
    if not has_gdb():
        print("no gdb with Python here: skipped")
        sys.exit(SKIPPED)
    unittest.main()
