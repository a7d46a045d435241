# SPDX-License-Identifier: BSL-1.0

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import against  # noqa: E402
from harness.catalogue import Bench  # noqa: E402
from harness.rounds import Samples  # noqa: E402


def samples_of(**rounds):
    """name=(unit, old rounds, new rounds), one worker each."""
    made = Samples()
    for name, (unit, old, new) in rounds.items():
        for value in old:
            made.add({name: (value, unit)}, 1, against.OLD)
        for value in new:
            made.add({name: (value, unit)}, 1, against.NEW)
    return made


class AgainstTest(unittest.TestCase):
    def test_a_ratio_below_one_is_a_gain_of_time(self):
        samples = samples_of(a=("ns", [10, 20, 30], [5, 10, 60]))
        self.assertEqual(against.row(Bench("core", "a", 1), samples)[1], 0.5)

    def test_a_rate_that_grew_is_a_gain_too(self):
        samples = samples_of(a=("req/s", [100], [200]))
        self.assertEqual(against.row(Bench("io", "a", 1), samples)[1], 0.5)

    def test_a_benchmark_that_one_build_lacks_is_left_out(self):
        samples = samples_of(a=("ns", [], [1]))
        self.assertIsNone(against.row(Bench("core", "a", 1), samples))

    def test_a_group_has_its_geometric_mean_and_its_worst_row(self):
        samples = samples_of(a=("ns", [1], [4]), b=("ns", [4], [1]))
        made = against.text([Bench("core", "a", 1), Bench("core", "b", 1)], samples)
        self.assertIn("core: geometric mean 1.000, worst row a w1 4.000, 2 rows", made)


if __name__ == "__main__":
    unittest.main()
