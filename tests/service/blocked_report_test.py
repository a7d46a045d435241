#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The sample that blocks its worker is told so: fiber, place of the spawn, call stack."""

import os
import re
import subprocess
import unittest

from service import PROGRAMS


class BlockedWorker(unittest.TestCase):
    def test_the_report_names_fiber_and_call_site(self):
        done = subprocess.run([PROGRAMS / "04_blocking_sleep"], capture_output=True, text=True, check=True,
                              env={**os.environ, "WEFT_CLOCK": "virtual"})
        report = re.search(r"weft: fiber 'task \d' #\d+, spawned at (\S+):\d+, blocks its worker; it is at:\n((?:(?!weft:).*\n)+)",
                           done.stderr)
        self.assertIsNotNone(report, done.stderr)
        self.assertTrue(report[1].endswith("04_blocking_sleep/main.cpp"), report[1])
        self.assertIn("number", report[2])


if __name__ == "__main__":
    unittest.main()
