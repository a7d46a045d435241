#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The philosophers who starve on real workers are told so: who waits for whose fork, and the circle."""

import re
import signal
import subprocess
import unittest

from service import PROGRAMS


class Deadlock(unittest.TestCase):
    def test_the_report_names_the_owners_and_the_cycle(self):
        done = subprocess.run([PROGRAMS / "15_philosophers", "starve"], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, -signal.SIGABRT, done.stderr)
        head = "weft: deadlock: nothing is ready, and nothing can wake these fibers:"
        self.assertEqual(done.stderr.splitlines()[0], head)
        for seat in range(3):
            right = (seat + 1) % 3
            self.assertRegex(done.stderr, rf"weft:   fiber 'philosopher {seat}' #\d+, spawned at \S+: waits to lock mutex "
                                          rf"at 0x\w+, which fiber 'philosopher {right}' #\d+ holds\n")
        cycle = done.stderr.splitlines()[-1]
        self.assertTrue(cycle.startswith("weft:   cycle: fiber 'philosopher "), done.stderr)
        self.assertEqual(len(set(re.findall(r"philosopher \d", cycle))), 3)


if __name__ == "__main__":
    unittest.main()
