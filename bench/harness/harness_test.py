# SPDX-License-Identifier: BSL-1.0
"""Facts about the harness; run from any folder: python3 -m unittest discover -s bench/harness -p '*_test.py'"""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import catalogue, programs, readme, results, rounds, table, targets  # noqa: E402

ROW = {"group": "core", "bench": "spawn_join", "workers": 1, "impl": "weft", "median": 20.0, "min": 19.0, "max": 21.0,
       "unit": "ns", "runs": 5}


class Output(unittest.TestCase):
    def test_one_figure_is_read(self):
        self.assertEqual(programs.parse("switch", "1.250 ns\n"), {"switch": (1.25, "ns")})

    def test_a_run_may_yield_figures_of_other_benchmarks(self):
        found = programs.parse("a", "1 ms\nb 2 ms\n")
        self.assertEqual(found, {"a": (1.0, "ms"), "b": (2.0, "ms")})

    def test_no_figure_is_a_failure(self):
        with self.assertRaises(programs.Failed):
            programs.parse("a", "")

    def test_chatter_is_a_failure(self):
        with self.assertRaises(programs.Failed):
            programs.parse("a", "all went quite well\n")


class Rounds(unittest.TestCase):
    def test_each_round_starts_with_another_rival(self):
        self.assertEqual([rounds.rotated(["a", "b", "c"], n)[0] for n in range(4)], ["a", "b", "c", "a"])

    def test_no_rival_is_no_error(self):
        self.assertEqual(rounds.rotated([], 3), [])

    def test_a_rival_that_fails_gives_no_row(self):
        class Wrong:
            implementation, benches = "go", {"switch"}

            def run(self, bench, workers):
                raise programs.Failed("wrong answer")

        samples = rounds.Samples()
        bench = catalogue.Bench("core", "switch", 1)
        rounds.measure_one(bench, [Wrong()], 5, samples)
        self.assertEqual(len(samples.failures), 1)
        self.assertEqual(results.rows([bench], samples, ["go"]), [])


class Figures(unittest.TestCase):
    def test_speedup_is_one_worker_over_two(self):
        self.assertEqual(results.derive("speedup", [[10.0, 9.0], [5.0, 6.0]]), [2.0, 1.5])

    def test_spread_is_the_dearest_over_the_cheapest(self):
        self.assertEqual(results.derive("spread", [[2.0], [8.0], [4.0]]), [4.0])

    def test_what_is_written_is_read_again(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "new" / "results.jsonl"
            results.write(path, {"cpu": "x"}, [ROW])
            self.assertEqual(results.read(path), ({"cpu": "x"}, [ROW]))


class Targets(unittest.TestCase):
    def test_every_ratio_must_hold(self):
        target = {"ratios": {"boost_fiber": 0.1, "go": 0.1}}
        self.assertEqual(targets.verdict(target, {"weft": 1, "boost_fiber": 10, "go": 10}), "reached")
        self.assertEqual(targets.verdict(target, {"weft": 1, "boost_fiber": 10, "go": 9}), "missed")

    def test_a_missing_rival_decides_nothing(self):
        self.assertEqual(targets.verdict({"ratios": {"go": 0.1}}, {"weft": 1}), "")

    def test_each_target_names_a_row_that_exists(self):
        benches, derived = catalogue.load()
        known = {row.key for row in [*benches, *derived]}
        self.assertLessEqual(set(targets.load()), known)

    def test_each_derived_row_names_rows_that_exist(self):
        benches, derived = catalogue.load()
        known = {bench.key for bench in benches}
        for row in derived:
            self.assertLessEqual(set(row.of), known)


class Table(unittest.TestCase):
    def test_a_row_shows_ratio_target_and_verdict(self):
        cells = table.lines([ROW, {**ROW, "impl": "boost_fiber", "median": 400.0}])[0]
        self.assertIn("0.050 (0.08)", cells)
        self.assertEqual(cells[-1], "reached")

    def test_only_what_is_between_the_markers_changes(self):
        begin, end = readme.markers(["core", "sync"])
        others = "\n".join(readme.markers(["core"]))
        text = f"{others}\n{begin}\nold\n{end}\nafter\n"
        self.assertEqual(readme.replace(text, ["core", "sync"], "new"), f"{others}\n{begin}\nnew\n{end}\nafter\n")

    def test_a_file_without_markers_is_refused(self):
        with self.assertRaises(SystemExit):
            readme.replace("nothing", ["core"], "new")


if __name__ == "__main__":
    unittest.main()
