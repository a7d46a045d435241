#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Explores every model for a share of the time and prints a table: what `./dev model` runs.

First each model is exhausted, depth first, whatever that takes (with --quick: within the bounds of the tests); the rest of the time goes to random and PCT schedules.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import time

LINE = re.compile(r"\[  model   \] (\S+) (\S+) (\d+) schedules, (\d+) steps, ([\d.]+) s(, exhausted)?")


def tests_of(program):
    listing = subprocess.run([program, "--gtest_list_tests"], capture_output=True, text=True, check=True).stdout
    suite, names = "", []
    for line in listing.splitlines():
        if line.endswith("."):
            suite = line
        elif line.startswith("  "):
            names.append(suite + line.split()[0])
    return names


def explore(program, test, part, milliseconds):
    """Runs a part of one model; returns its name, its output and whether it passed."""
    environment = dict(os.environ, WEFT_MODEL_MS=str(milliseconds), WEFT_MODEL_PART=part)
    run = subprocess.run([program, "--gtest_filter=" + test], capture_output=True, text=True, env=environment)
    return test, run.stdout + run.stderr, run.returncode == 0


def explore_all(program, tests, part, milliseconds, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda test: explore(program, test, part, milliseconds), tests))


def is_runtime(test):
    return test.startswith("Runtime")


def models_of(results):
    """The tests that have random schedules to explore, and how often each does: those that must fail have had theirs."""
    strategies = {test: [found[1] for found in LINE.findall(output)] for test, output, _ in results}
    return {test: len(each) for test, each in strategies.items() if each and "random" not in each}


def rows_of(results):
    """One row for each model and strategy, the depths of PCT and both kinds of fence added up."""
    rows = {}
    for _, output, _ in results:
        for model, strategy, runs, steps, seconds, exhausted in LINE.findall(output):
            kind = "pct(2-4)" if strategy.startswith("pct") else strategy
            row = rows.setdefault((model, kind), [0, 0, 0.0, True])
            row[0] += int(runs)
            row[1] += int(steps)
            row[2] += float(seconds)
            row[3] = row[3] and bool(exhausted)
    return rows


def print_table(rows):
    width = max(len(model) for model, _ in rows)
    print(f"{'model':{width}}  strategy      schedules  schedules/s  exhausted")
    for (model, strategy), (runs, _, seconds, exhausted) in rows.items():
        rate = f"{runs / seconds:,.0f}" if seconds > 0.001 else "-"
        print(f"{model:{width}}  {strategy:8} {runs:14,} {rate:>12}  {'yes' if exhausted else ''}")


def print_smallest(rows):
    """How fast schedules go by, where there is least else to do."""
    for (model, strategy), (runs, _, seconds, _) in rows.items():
        if model.startswith("Smallest.") and strategy == "random" and seconds > 0:
            print(f"the smallest model: {runs / seconds:,.0f} random schedules a second on one core")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=60, help="how long, about; 60 when not said")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="the models whose names contain this")
    parser.add_argument("--quick", action="store_true", help="exhaust them with the smaller bounds that the tests have")
    options = parser.parse_args()
    if not options.quick:
        os.environ["WEFT_MODEL_WHOLE"] = "1"

    begun = time.monotonic()
    tests = [test for test in tests_of(options.program) if options.only in test]
    tests.sort(key=lambda test: not is_runtime(test))  # they take longest: nobody waits for them alone at the end
    results = explore_all(options.program, tests, "exhausted", 1, options.jobs)
    models = models_of(results)
    left = (options.seconds - (time.monotonic() - begun)) * options.jobs
    share = max(1, int(left * 1000 / max(2 * sum(models.values()), 1)))  # one for random, three thirds for the depths of PCT
    results += explore_all(options.program, list(models), "random", share, options.jobs)

    rows = rows_of(results)
    if rows:
        print_table(rows)
        print()
    for test, output, passed in results:
        if not passed:
            print(f"\n{test} FAILED\n{output}")
    print_smallest(rows)
    total = sum(row[0] for row in rows.values())
    took = time.monotonic() - begun
    failed = sum(not passed for _, _, passed in results)
    print(f"{len(tests)} tests, {failed} failed; {total:,} schedules in {took:.0f} s on {options.jobs} cores")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
