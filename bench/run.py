#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures weft against its rivals: `./dev bench` builds the programs and calls this. See bench/README.md."""

import argparse
import dataclasses
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import against, catalogue, machine, programs, readme, results, rounds, table  # noqa: E402

ROOT = catalogue.FOLDER.parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("group", nargs="*", help=f"groups to run, of: {' '.join(catalogue.groups())}; default: all")
    parser.add_argument("--build-dir", type=pathlib.Path, default=ROOT / "build" / "bench")
    parser.add_argument("--json", type=pathlib.Path, help="where the results go; default: BUILD_DIR/bench/results.jsonl")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each benchmark; below 5 is only a try")
    parser.add_argument("--prefer", action="store_true", help="run before all else that this machine does (needs root)")
    parser.add_argument("--bench", action="append", default=[], help="only this benchmark (may be repeated)")
    parser.add_argument("--impl", action="append", default=[], help="only this implementation (may be repeated)")
    parser.add_argument("--readme", action="store_true", help="write the table into README.md, where the groups are named")
    parser.add_argument("--against", type=pathlib.Path, help="another build's folder: its bench_weft beside ours, and nothing else")
    parser.add_argument("--from", dest="stored", type=pathlib.Path, help="measure nothing: show this results file")
    chosen = parser.parse_args()
    unknown = set(chosen.group) - set(catalogue.groups())
    if unknown:
        parser.error(f"no group is called {' '.join(sorted(unknown))}")
    return chosen


def measure(chosen):
    """Runs what was chosen; returns the machine, the rows and what failed."""
    found, missing = programs.find(chosen.build_dir / "bench", chosen.impl, programs.prefer if chosen.prefer else None)
    for name in missing:
        print(f"left out: {name} is not built here (not installed?)")
    if not found:
        raise SystemExit(f"no benchmark program in {chosen.build_dir / 'bench'}: build the target bench_all first")
    described = machine.describe(chosen.build_dir)
    benches, derived = catalogue.load()
    selected = catalogue.select(benches, chosen.group, chosen.bench)
    samples = rounds.measure(selected, found, chosen.rounds)
    names = [program.implementation for program in found]
    made = results.rows(selected, samples, names) + results.derived_rows(derived, samples, names)
    results.write(chosen.json or chosen.build_dir / "bench" / "results.jsonl", described, made)
    for text in dict.fromkeys(samples.left_out):
        print(f"left out: {text}")
    return described, made, samples.failures


def compare(chosen):
    """Old against new; returns what failed."""
    preparation = programs.prefer if chosen.prefer else None
    builds = {against.NEW: chosen.build_dir, against.OLD: chosen.against}
    found = [programs.Program(name, str(folder / "bench" / f"bench_{against.NEW}"), preparation)
             for name, folder in builds.items()]
    benches = [bench for bench in catalogue.load()[0] if not bench.only or against.NEW in bench.only]
    selected = catalogue.select(benches, chosen.group, chosen.bench)
    samples = rounds.measure([dataclasses.replace(bench, only=()) for bench in selected], found, chosen.rounds)
    print(against.text(selected, samples))
    return samples.failures


def report(failures):
    for failure in failures:
        print(f"FAILED {failure}", file=sys.stderr)
    return 1 if failures else 0


def main():
    chosen = arguments()
    if chosen.against:
        return report(compare(chosen))
    if chosen.stored:
        described, made = results.read(chosen.stored)
        failures = []
    else:
        described, made, failures = measure(chosen)
    print(table.text(made))
    print(table.count(made))
    if chosen.readme:
        readme.rewrite(ROOT / "README.md", chosen.group or catalogue.groups(), described, made)
    return report(failures)


if __name__ == "__main__":
    sys.exit(main())
